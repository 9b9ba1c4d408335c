#include <algorithm>

#include "space/vary.h"
#include "space_testing.h"

namespace ofa {
namespace {

TEST(Contains, RefusesWhatIsNotAnArch) {
  const Space space = every_space("stem_list");
  const Arch arch = max_arch(space);
  ASSERT_TRUE(contains(space, arch));
  for (size_t id = 0; id < arch.picks.size(); ++id)
    for (const int8_t pick : {int8_t{-2}, kInactive, int8_t{2}, int8_t{127}}) {
      Arch other = arch;
      other.picks[id] = pick;
      EXPECT_FALSE(contains(space, other)) << id << " " << int{pick};
    }
  Arch other = arch;
  other.picks.pop_back();
  EXPECT_FALSE(contains(space, other));
  EXPECT_FALSE(contains(space, {0, arch.picks}));
  EXPECT_TRUE(contains(space, {33, arch.picks}));
}

TEST(Contains, RefusesADecisionAboutASkippedBlock) {
  const Space space = every_space("stem_list");
  Arch arch = min_arch(space);
  const auto skipped = std::ranges::find(arch.picks, kInactive);
  ASSERT_NE(skipped, arch.picks.end());
  *skipped = 0;
  EXPECT_FALSE(contains(space, arch));
}

TEST(Contains, HoldsACompoundToItsResolution) {
  const Space space = load_space("efficientnet");
  EXPECT_TRUE(contains(space, {600, {7}}));
  EXPECT_TRUE(contains(space, {601, {7}}));
  EXPECT_FALSE(contains(space, {224, {7}}));
}

TEST(Neighbours, OfADeeperStageRepeatItsLastBlock) {
  const Space space = load_space("fashion");
  const Part& stage = space.parts[space.first_stage()];
  Arch arch = min_arch(space);
  arch.picks[stage.kernel_choice[0]] = 1;
  bool found = false;
  for (const Arch& neighbour : neighbours(space, arch)) {
    if (neighbour.picks[stage.depth_choice] == 0) continue;
    found = true;
    EXPECT_EQ(neighbour.picks[stage.kernel_choice[1]], 1);
    EXPECT_EQ(neighbour.picks[stage.expand_choice[1]], 0);
  }
  EXPECT_TRUE(found);
}

// A search stays within the list, even from an arch that is outside it.
TEST(Neighbours, OfAnUnlistedResolutionGoToListedOnes) {
  const Space space = load_space("fashion");
  Arch arch = min_arch(space);
  arch.resolution = 26;
  int listed = 0;
  for (const Arch& neighbour : neighbours(space, arch)) listed += neighbour.resolution != 26;
  EXPECT_EQ(listed, 2);
}

TEST(Mutate, OfTheOnlyArchIsItself) {
  const Space space = space_from(
      "stem: {channels: 8}\nclasses: 10\nstages: [{channels: 8}]\nhead: [pool, linear]\n");
  Random random(1, "only");
  EXPECT_EQ(mutate(space, min_arch(space), 1, random), min_arch(space));
}

}  // namespace
}  // namespace ofa
