#include "search/dense.h"

#include <gmock/gmock.h>
#include <hwy/targets.h>

#include <cmath>

#include "core/random.h"
#include "predictor_testing.h"

namespace ofa {
namespace {

Codes random_codes(int width, size_t rows, bool with_real, uint64_t seed) {
  Random random(seed, "dense test");
  Codes codes{.width = width};
  for (size_t row = 0; row < rows; ++row) {
    for (int one = 0; one < width - with_real; ++one)
      if (random.below(3) == 0) codes.ones.push_back(one);
    codes.ends.push_back(codes.ones.size());
    if (with_real) codes.reals.push_back(static_cast<float>(random.normal()));
  }
  return codes;
}

std::vector<float> run(const DenseNetwork& network, const Codes& codes) {
  std::vector<float> results(codes.rows());
  network(codes, results);
  return results;
}

// Each of the processor's kinds of vectors in turn.
template <typename Check>
void on_every_target(const Check& check) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
}

// Sizes around those of vectors, panels and tiles.
const std::vector<std::vector<int>> kSizes{{30, 1},
                                           {1, 1},
                                           {30, 16, 1},
                                           {30, 1, 1},
                                           {40, 15, 17, 1},
                                           {40, 47, 48, 1},
                                           {40, 49, 96, 1},
                                           {5, 2, 3, 4, 1},
                                           {40, 64, 1},
                                           {60, 129, 80, 1},
                                           {128, 400, 400, 400, 1}};

TEST(Dense, IsThePlainProduct) {
  on_every_target([] {
    for (const std::vector<int>& sizes : kSizes) {
      for (const bool with_real : {false, true}) {
        const Layers layers = random_layers(sizes, 1);
        const Codes codes = random_codes(sizes.front(), 53, with_real, 2);
        const std::vector<float> found = run(DenseNetwork(layers), codes);
        for (size_t row = 0; row < codes.rows(); ++row)
          EXPECT_NEAR(found[row], plain_forward(layers, to_numbers(codes, row)), 5e-6)
              << testing::PrintToString(sizes);
      }
    }
  });
}

TEST(Dense, DependsNotOnItsBatch) {
  on_every_target([] {
    for (const std::vector<int>& sizes : kSizes) {
      const DenseNetwork network(random_layers(sizes, 3));
      const Codes all = random_codes(sizes.front(), 107, true, 4);
      const std::vector<float> expected = run(network, all);
      Random random(5, "dense test order");
      for (const size_t count : {1, 2, 7, 8, 9, 48, 49, 106}) {
        std::vector<size_t> rows;
        for (size_t i = 0; i < count; ++i) rows.push_back(random.below(all.rows()));
        const std::vector<float> found = run(network, some_of(all, rows));
        for (size_t i = 0; i < count; ++i) ASSERT_EQ(found[i], expected[rows[i]]);
      }
    }
  });
}

TEST(Dense, OfNothingIsNothing) {
  const DenseNetwork network(random_layers({4, 3, 1}, 1));
  EXPECT_TRUE(run(network, Codes{.width = 4}).empty());
}

}  // namespace
}  // namespace ofa
