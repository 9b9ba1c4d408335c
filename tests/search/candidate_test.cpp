#include "search/candidate.h"

#include <gtest/gtest.h>

#include <limits>

namespace ofa {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Candidate scored(std::vector<double> goals, double violation = 0) {
  return {.arch = {}, .metrics = {}, .goals = std::move(goals), .violation = violation};
}

bool one_way(const Candidate& better, const Candidate& worse) {
  return dominates(better, worse) && !dominates(worse, better);
}
bool neither(const Candidate& a, const Candidate& b) {
  return !dominates(a, b) && !dominates(b, a);
}

TEST(Candidate, DominatesWhatIsNoBetterInAnyGoalAndWorseInOne) {
  EXPECT_TRUE(one_way(scored({1, 2}), scored({1, 3})));
  EXPECT_TRUE(one_way(scored({1, 2}), scored({2, 2})));
  EXPECT_TRUE(one_way(scored({-1, 2, 3}), scored({0, 5, 4})));
  EXPECT_TRUE(one_way(scored({1, 2}), scored({1, kInfinity})));
  EXPECT_TRUE(neither(scored({1, 2}), scored({2, 1})));
  EXPECT_TRUE(neither(scored({1, kInfinity}), scored({2, 1})));
}

TEST(Candidate, EqualsDoNotDominateEachOther) {
  EXPECT_TRUE(neither(scored({1, 2}), scored({1, 2})));
  EXPECT_TRUE(neither(scored({1, 2}, 0.5), scored({1, 2}, 0.5)));
  EXPECT_TRUE(neither(scored({kInfinity}), scored({kInfinity})));
}

TEST(Candidate, KeepingLimitsComesFirst) {
  EXPECT_TRUE(one_way(scored({9, 9}), scored({1, 1}, 1e-9)));
  EXPECT_TRUE(one_way(scored({9, 9}, 0.1), scored({1, 1}, 0.2)));
  EXPECT_TRUE(one_way(scored({9, 9}, 0.1), scored({1, 1}, kInfinity)));
  EXPECT_TRUE(neither(scored({1, 1}, 0.2), scored({9, 9}, 0.2)));
}

}  // namespace
}  // namespace ofa
