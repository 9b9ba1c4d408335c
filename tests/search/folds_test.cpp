#include "search/folds.h"

#include <algorithm>
#include <map>
#include <set>

#include "predictor_testing.h"

namespace ofa {
namespace {

TEST(Folds, AreEquallyLargeAndKeepEqualArchsTogether) {
  const Space space = load_space("fashion");
  std::vector<Arch> archs = draw_archs(space, 103, 1);
  const std::vector<Arch> again(archs.begin(), archs.begin() + 20);
  archs.insert(archs.end(), again.begin(), again.end());
  const std::vector<int> folds = draw_folds(archs, 5, 1);
  ASSERT_EQ(folds.size(), archs.size());
  for (size_t i = 0; i < again.size(); ++i) EXPECT_EQ(folds[103 + i], folds[i]);
  for (int fold = 0; fold < 5; ++fold) {
    const auto count = std::count(folds.begin(), folds.begin() + 103, fold);
    EXPECT_GE(count, 20);
    EXPECT_LE(count, 21);
  }
}

TEST(Folds, AreDrawnByTheirSeed) {
  const std::vector<Arch> archs = draw_archs(load_space("fashion"), 50, 1);
  EXPECT_EQ(draw_folds(archs, 5, 1), draw_folds(archs, 5, 1));
  EXPECT_NE(draw_folds(archs, 5, 1), draw_folds(archs, 5, 2));
}

}  // namespace
}  // namespace ofa
