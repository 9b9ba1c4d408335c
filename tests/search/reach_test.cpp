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
  EXPECT_NO_THROW(error_with({{0, true, 1'300'000}, {1, false, 200'000}}));
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

TEST_F(Limits, OfMetricsThatAreSearchedSayHowFarTheSearchCame) {
  problem_.metrics.push_back({.name = "accuracy",
                              .more_is_better = true,
                              .score = [](std::span<const Arch> archs, std::span<double> values) {
                                for (size_t i = 0; i < archs.size(); ++i)
                                  values[i] = archs[i].resolution == 28 ? 0.9 : 0.8;
                              }});
  EXPECT_THAT(error_with({{3, false, 0.95}}),
              HasSubstr("no arch was found that meets accuracy >= 95.00 %; the most is 90.00 %"));
}

}  // namespace
}  // namespace ofa
