#include "search/ensemble.h"

#include <cmath>

#include "predictor_testing.h"

namespace ofa {
namespace {

// One input, whose one gives this.
Layers constant(float value) {
  return {DenseLayer{1, 1, {value}, {0}}};
}

TEST(Ensemble, IsTheMeanOfItsMembersWithTheirDeviation) {
  const Ensemble ensemble({constant(0.5f), constant(0.75f), constant(0.25f)});
  const Codes codes{.width = 1, .ones = {0, 0}, .ends = {1, 1, 2}};  // one, nothing, one
  std::vector<double> means(3), spreads(3);
  ensemble(codes, means, spreads);
  EXPECT_EQ(means, (std::vector<double>{0.5, 0, 0.5}));
  const double spread = std::sqrt((0.0625 + 0.0625) / 3);
  EXPECT_EQ(spreads, (std::vector<double>{spread, 0, spread}));
}

TEST(Ensemble, OfOneHasNoSpread) {
  const Ensemble ensemble({random_layers({3, 5, 1}, 1)});
  const Codes codes{.width = 3, .ones = {0, 2}, .ends = {2}};
  double mean = 0, spread = 1;
  ensemble(codes, std::span(&mean, 1), std::span(&spread, 1));
  EXPECT_EQ(spread, 0);
  EXPECT_NEAR(mean, plain_forward(random_layers({3, 5, 1}, 1), {1, 0, 1}), 1e-6);
}

}  // namespace
}  // namespace ofa
