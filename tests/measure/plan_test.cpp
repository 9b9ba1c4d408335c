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
    const Space small = at_resolutions(space_, {space_.resolutions.front()});
    return {small, distinct_blocks(small), plan_networks(small, kFew, 0)};
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
  EXPECT_EQ(this->plan().subjects().back().name.name, plan.subjects().back().name.name);
}

// Before anything is measured.
TEST_P(MeasurePlans, HaveEnoughNetworksToFitACorrectionOn) {
  const MeasurePlan plan = this->plan();
  const auto to_fit = std::ranges::count(plan.networks, NetworkRole::kFit, &PlannedNetwork::role);
  const std::string error = error_of([&] { make_plan(plan.space, kFew, 0); });
  EXPECT_EQ(error == "no error", to_fit >= kFewestFitted) << to_fit << " " << error;
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

// Or the smallest and the largest of each would be all that there is.
TEST(MeasurePlan, HasMoreThanExtremesAtManyResolutions) {
  const Space space = load_space("mobilenet_v3");
  ASSERT_EQ(space.resolutions.size(), 25u);
  std::set<std::string> extremes, first, structured;
  for (const int resolution : space.resolutions)
    for (const auto& arch : {min_arch, max_arch}) {
      const std::string text = to_text(space, arch(at_resolutions(space, {resolution})));
      extremes.insert(text);
      if (resolution == 128 || resolution == 224) first.insert(text);
    }
  ASSERT_EQ(extremes.size(), 50u);
  for (const PlannedNetwork& network : plan_networks(space, {}, 0))
    if (network.role == NetworkRole::kStructured) structured.insert(to_text(space, network.arch));
  EXPECT_EQ(structured.size(), 40u);
  EXPECT_TRUE(std::ranges::includes(structured, first));
  const auto is_extreme = [&](const std::string& text) { return extremes.contains(text); };
  EXPECT_LE(std::ranges::count_if(structured, is_extreme), 15) << "10, and a few by chance";
  for (const char* kernel : {"k3", "k5", "k7"}) {
    const auto has = [&](const std::string& text) { return text.find(kernel) != text.npos; };
    EXPECT_GE(std::ranges::count_if(structured, has), 5) << kernel;
  }
}

// Fewer networks than one would measure: all are, and half of them are fitted on.
TEST(MeasurePlan, OfASpaceOfFewNetworksTakesThemAll) {
  const auto networks = plan_networks(load_space("mobilenet_v1"), {}, 0);
  const auto count = [&](NetworkRole role) {
    return std::ranges::count(networks, role, &PlannedNetwork::role);
  };
  EXPECT_EQ(networks.size(), 16u);
  EXPECT_EQ(count(NetworkRole::kFit), 8);
  EXPECT_EQ(count(NetworkRole::kRandom), 4);
  EXPECT_EQ(count(NetworkRole::kStructured), 4);
}

TEST(MeasurePlan, OfTooFewNetworksIsRefused) {
  const Space space = load_space("mobilenet_v1");
  EXPECT_EQ(error_of([&] { make_plan(at_resolutions(space, {128}), {}, 0); }),
            "space mobilenet_v1 at resolution 128 has 4 networks to measure, 2 of them to fit a "
            "correction on; it takes 6: measure more resolutions");
  EXPECT_EQ(error_of([&] {
              make_plan(at_resolutions(space, {128, 160, 192}), {}, 0);
            }),
            "no error");
  EXPECT_EQ(error_of([&] { make_plan(load_space("efficientnet"), {}, 0); }),
            "space efficientnet at resolution 224 240 260 300 380 456 528 600 has 8 networks to "
            "measure, 4 of them to fit a correction on; it takes 6");
}

TEST(MeasurePlan, RefusesResolutionsThatTheSpaceHasNot) {
  EXPECT_EQ(error_of([] {
              at_resolutions(load_space("fashion"), {28, 30});
            }),
            "resolution 30 is not among those of space fashion: 24 28");
}

}  // namespace
}  // namespace ofa
