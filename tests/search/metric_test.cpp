#include "search/metric.h"

#include <gtest/gtest.h>

#include <limits>

namespace ofa {
namespace {

double violation_of(const std::vector<Limit>& limits, const std::vector<double>& metrics) {
  return violation(Problem{.metrics = {}, .objectives = {}, .limits = limits}, metrics);
}

TEST(Violation, IsZeroWhereLimitsAreKeptToTheDot) {
  EXPECT_EQ(violation_of({}, {1}), 0);
  EXPECT_EQ(violation_of({{0, true, 5}, {1, false, 3}}, {5, 3}), 0);
  EXPECT_EQ(violation_of({{0, true, 5}, {1, false, 3}}, {-1e9, 1e9}), 0);
}

TEST(Violation, IsInPartsOfTheLimit) {
  EXPECT_DOUBLE_EQ(violation_of({{0, true, 200}}, {250}), 0.25);
  EXPECT_DOUBLE_EQ(violation_of({{0, false, 0.8}}, {0.6}), 0.25);
  EXPECT_DOUBLE_EQ(violation_of({{0, true, -4}}, {-3}), 0.25);
}

TEST(Violation, OfALimitOfZeroIsInUnits) {
  EXPECT_DOUBLE_EQ(violation_of({{0, true, 0}}, {0.5}), 0.5);
  EXPECT_DOUBLE_EQ(violation_of({{0, false, 0}}, {-2}), 2);
}

TEST(Violation, AddsUpWhatIsMissedAlone) {
  const std::vector<Limit> limits{{2, true, 10}, {0, true, 4}, {1, false, 2}, {1, true, 100}};
  EXPECT_DOUBLE_EQ(violation_of(limits, {6, 1, 5}), 0.5 + 0.5);
  EXPECT_DOUBLE_EQ(violation_of(limits, {6, 1, 20}), 1 + 0.5 + 0.5);
}

TEST(Violation, IsInfiniteWhereAMetricIs) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(violation_of({{0, true, 5}}, {infinity}), infinity);
  EXPECT_EQ(violation_of({{0, false, 5}}, {infinity}), 0);
}

}  // namespace
}  // namespace ofa
