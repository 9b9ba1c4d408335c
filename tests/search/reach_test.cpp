#include "search/reach.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "search/metrics.h"
#include "space/costs.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Reaches : public EverySpace {
 protected:
  const Space few_ = small_restriction(space_, 3, 2000);
};

TEST_P(Reaches, OfCostsAreThoseThatListingEveryArchFinds) {
  Problem problem{cost_metrics(few_, std::make_shared<const Variants>(few_)), {{0, false}}, {}};
  const std::vector<Reach> reach = find_reach(few_, problem, 0);
  CostTable costs(few_);
  Cost least = costs(min_arch(few_)), most = least;
  const auto widen = [](int64_t& low, int64_t& high, int64_t value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const Arch& arch : enumerate(few_)) {
    const Cost cost = costs(arch);
    widen(least.macs, most.macs, cost.macs);
    widen(least.params, most.params, cost.params);
    widen(least.peak_activation_bytes, most.peak_activation_bytes, cost.peak_activation_bytes);
  }
  const auto expect = [&](int metric, int64_t low, int64_t high) {
    EXPECT_EQ(reach[metric].least.value, low);
    EXPECT_EQ(reach[metric].most.value, high);
    EXPECT_TRUE(reach[metric].exact);
  };
  expect(0, least.macs, most.macs);
  expect(1, least.params, most.params);
  expect(2, least.peak_activation_bytes, most.peak_activation_bytes);
}
OFA_OVER_EVERY_SPACE(Reaches);

class Limits : public testing::Test {
 protected:
  std::string error_with(std::vector<Limit> limits) {
    problem_.limits = std::move(limits);
    return error_of([&] { check_limits(space_, problem_, find_reach(space_, problem_, 0)); });
  }

  const Space space_ = load_space("fashion");
  Problem problem_{
      cost_metrics(space_, std::make_shared<const Variants>(space_)), {{0, false}}, {}};
};

TEST_F(Limits, ThatSomeArchKeepsAreNoError) {
  EXPECT_EQ(error_with({{0, true, 1'300'000}, {1, true, 200'000}}), "no error");
  check_limits(space_, problem_, find_reach(space_, problem_, 0));
}

TEST_F(Limits, ThatNoArchMeetsTellWhatIsNearest) {
  EXPECT_THAT(error_with({{0, true, 1'000'000}}),
              AllOf(HasSubstr("no arch meets macs <= 1.00M; the least is 1.2"),
                    HasSubstr("(24/16:k3e2/24:k3e2/48:k3e2)"), HasSubstr("at resolution 28: 1.")));
  EXPECT_THAT(error_with({{1, false, 1e9}}), HasSubstr("params >= 1000.00M; the most is 0.23M"));
}

TEST_F(Limits, MayContradictEachOther) {
  EXPECT_THAT(error_with({{0, true, 2e6}, {0, false, 3e6}}),
              HasSubstr("limits contradict each other: macs >= 3.00M and macs <= 2.00M"));
}

TEST_F(Limits, ThatCannotBeKeptTogetherTellHowFarItGoes) {
  const std::string error = error_with({{0, true, 2e6}, {1, false, 100'000}});
  EXPECT_THAT(error, HasSubstr("no arch keeps both macs <= 2.00M and params >= 0.10M; within the "
                               "first, params comes to "));
  EXPECT_EQ(error_with({{0, true, 4e6}, {1, false, 60'000}}), "no error");
  EXPECT_THAT(error_with({{1, false, 100'000}, {0, true, 2e6}}), HasSubstr("no arch keeps both"));
}

// By listing: pairs of limits next to what archs reach, on both sides of it.
TEST_F(Limits, AreRefusedTogetherOnlyWhereNoArchKeepsBoth) {
  const Space few = small_restriction(space_, 1, 3000);
  Problem problem{cost_metrics(few, std::make_shared<const Variants>(few)), {{0, false}}, {}};
  CostTable costs(few);
  for (const double most : {1.6e6, 2.4e6, 3.5e6}) {
    double reached = 0;
    for (const Arch& arch : enumerate(few)) {
      const Cost cost = costs(arch);
      if (double(cost.macs) <= most) reached = std::max(reached, double(cost.params));
    }
    if (reached == 0) continue;
    const auto error = [&](double least) {
      problem.limits = {{0, true, most}, {1, false, least}};
      return error_of([&] { check_limits(few, problem, find_reach(few, problem, 0)); });
    };
    EXPECT_EQ(error(reached), "no error") << most;
    EXPECT_THAT(error(1.05 * reached), HasSubstr("no arch ")) << most;
  }
}

// What a search found is no bound.
TEST_F(Limits, OfMetricsThatAreSearchedAreLeftToTheSearch) {
  problem_.metrics.push_back({.name = "accuracy",
                              .more_is_better = true,
                              .score = [](std::span<const Arch> archs, std::span<double> values) {
                                for (size_t i = 0; i < archs.size(); ++i)
                                  values[i] = archs[i].resolution == 28 ? 0.9 : 0.8;
                              }});
  const auto reach = find_reach(space_, problem_, 0);
  EXPECT_FALSE(reach[3].exact);
  EXPECT_EQ(reach[3].least.value, 0.8);
  EXPECT_EQ(reach[3].most.value, 0.9);
  EXPECT_EQ(error_with({{3, false, 0.95}}), "no error");
}

}  // namespace
}  // namespace ofa
