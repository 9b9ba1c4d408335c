#include "measure/plan.h"

#include <gmock/gmock.h>

#include <set>
#include <unordered_set>

#include "space/arch_text.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

constexpr NetworkCounts kFew{.fit = 8, .random = 6, .structured = 6};

class MeasurePlans : public EverySpace {
 protected:
  MeasurePlan plan() const {
    return make_plan(at_resolutions(space_, {space_.resolutions.front()}), kFew, 0);
  }
};

TEST_P(MeasurePlans, HoldEveryBlockOfEveryNetworkOnce) {
  const MeasurePlan plan = this->plan();
  std::unordered_set<std::string> keys;
  for (size_t i = 0; i < plan.blocks.size(); ++i) {
    EXPECT_EQ(plan.blocks[i].blocks.size(), 1u);
    EXPECT_TRUE(keys.insert(plan.key(i)).second) << plan.key(i);
  }
  for (uint64_t index = 0; index < 20; ++index)
    for (const Block& block : lower(plan.space, random_arch(plan.space, 1, index)).blocks)
      EXPECT_TRUE(keys.contains(block.key)) << block.key;
}

TEST_P(MeasurePlans, NameDifferentNetworksOfTheSpace) {
  const MeasurePlan plan = this->plan();
  std::set<std::string> seen;
  for (const PlannedNetwork& network : plan.networks) {
    EXPECT_TRUE(contains(plan.space, network.arch));
    EXPECT_EQ(network.arch.resolution, space_.resolutions.front());
    EXPECT_TRUE(seen.insert(to_text(space_, network.arch)).second);
  }
  EXPECT_EQ(make_plan(plan.space, kFew, 0).subjects().back().name.name,
            plan.subjects().back().name.name);
}
OFA_OVER_EVERY_SPACE(MeasurePlans);

TEST(MeasurePlan, HoldsMobileNetsDistinctBlocks) {
  const Space space = at_resolutions(load_space("mobilenet_v3"), {224});
  EXPECT_EQ(distinct_blocks(space).size(), 91u + 2) << "and stem and head";
}

TEST(MeasurePlan, HasTheSmallestAndTheLargestNetworkAmongTheStructured) {
  const Space space = at_resolutions(load_space("mobilenet_v3"), {160, 224});
  const auto networks = plan_networks(space, {}, 0);
  std::map<NetworkRole, int> counts;
  std::set<std::string> structured;
  for (const PlannedNetwork& network : networks) {
    ++counts[network.role];
    if (network.role == NetworkRole::kStructured) structured.insert(to_text(space, network.arch));
  }
  EXPECT_EQ(counts[NetworkRole::kFit], 24);
  EXPECT_EQ(counts[NetworkRole::kRandom], 40);
  EXPECT_EQ(counts[NetworkRole::kStructured], 40);
  for (const Arch& arch : {min_arch(space), max_arch(space)})
    EXPECT_TRUE(structured.contains(to_text(space, arch)));
}

// Fewer networks than one would measure: all are, and half of them are fitted on.
TEST(MeasurePlan, OfASpaceOfFewNetworksTakesThemAll) {
  const auto networks = plan_networks(load_space("mobilenet_v1"), {}, 0);
  const auto fitted = std::ranges::count(networks, NetworkRole::kFit, &PlannedNetwork::role);
  EXPECT_EQ(networks.size(), 16u);
  EXPECT_EQ(fitted, 8);
}

TEST(MeasurePlan, RefusesResolutionsThatTheSpaceHasNot) {
  EXPECT_EQ(error_of([] {
              at_resolutions(load_space("fashion"), {28, 30});
            }),
            "resolution 30 is not among those of space fashion: 24 28");
}

}  // namespace
}  // namespace ofa
