#include "space/narrow.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/yaml.h"
#include "graph/cost.h"
#include "graph/freeze.h"
#include "space/arch_text.h"
#include "space/count.h"
#include "space/lower.h"
#include "space/sample.h"
#include "space_testing.h"

namespace ofa {
namespace {

class Narrowed : public EverySpace {
 protected:
  std::vector<Arch> sample(int count) const {
    std::vector<Arch> archs{min_arch(space_), max_arch(space_)};
    for (int i = 2; i < count; ++i)
      archs.push_back(random_arch(space_, 1, static_cast<uint64_t>(i)));
    return archs;
  }
};
OFA_OVER_EVERY_SPACE(Narrowed);

// Names and sizes of what a network holds.
std::map<std::string, std::vector<int64_t>> parameters_of(const Space& space, const Arch& arch) {
  const Graph graph = freeze(lower(space, arch));
  std::map<std::string, std::vector<int64_t>> sizes;
  for (const Parameter& parameter : graph.parameters)
    sizes[parameter.name] = graph.active_sizes(parameter);
  return sizes;
}

TEST_P(Narrowed, HoldsTheNetworkWithItsWeights) {
  for (const Arch& arch : sample(kIsSlow ? 5 : 30)) {
    const auto [space, same] = narrowable(space_, arch);
    EXPECT_EQ(parameters_of(space, same), parameters_of(space_, arch)) << to_text(space_, arch);
    EXPECT_EQ(network_of(space, same), network_of(space_, arch));
    EXPECT_EQ(max_arch(space), same);
    EXPECT_TRUE(contains(space, same));
  }
}

TEST_P(Narrowed, OpensWidthsAlone) {
  for (const Arch& arch : sample(kIsSlow ? 3 : 10)) {
    const Space space = narrowable(space_, arch, 4).space;
    EXPECT_EQ(space.open_resolutions.size(), 1U);
    Natural product = 1;
    for (const Choice& choice : space.choices) {
      if (choice.open.size() > 1) {
        EXPECT_EQ(choice.kind, ChoiceKind::kMid);
      }
      for (size_t i = 0; i + 1 < choice.open.size(); ++i)
        EXPECT_EQ(static_cast<int>(choice.candidates[choice.open[i]]) % 4, 0);
      product *= choice.open.size();
    }
    EXPECT_EQ(num_archs(space), product);
  }
}

TEST_P(Narrowed, NarrowsStepByStepToTheNarrowest) {
  for (const Arch& arch : sample(kIsSlow ? 2 : 4)) {
    const auto [space, widest] = narrowable(space_, arch);
    Arch narrow = widest;
    const std::vector<int> ids = mid_choices(space);
    size_t steps = 0, expected = 0;
    for (const int id : ids) expected += space.choices[id].open.size() - 1;
    for (bool moved = true; moved;) {
      moved = false;
      for (const int id : ids) {
        const auto next = narrower(space, narrow, id);
        if (!next) continue;
        EXPECT_TRUE(contains(space, *next));
        EXPECT_LT(cost(lower(space, *next)).macs, cost(lower(space, narrow)).macs);
        narrow = *next;
        moved = true;
        ++steps;
      }
    }
    EXPECT_EQ(narrow, min_arch(space));
    EXPECT_EQ(steps, expected);
  }
}

// As when a run goes on: its space comes out of a file, with everything in it open.
TEST_P(Narrowed, AgainIsTheSame) {
  for (const Arch& arch : sample(kIsSlow ? 3 : 10)) {
    const auto [once, same] = narrowable(space_, arch);
    const Space read_back = make_space(once.name, read<SpaceSpec>(dump(once.spec)));
    const auto [twice, still] = narrowable(read_back, same);
    EXPECT_EQ(twice.spec, once.spec);
    EXPECT_EQ(still, same);
    for (size_t id = 0; id < once.choices.size(); ++id)
      EXPECT_EQ(twice.choices[id].open, once.choices[id].open);
    EXPECT_EQ(arch_from_text(read_back, to_text(once, min_arch(once))), min_arch(once));
  }
}

TEST_P(Narrowed, DimsAreThoseThatAStepNarrows) {
  for (const Arch& arch : sample(4)) {
    const auto [space, widest] = narrowable(space_, arch);
    for (const int id : mid_choices(space)) {
      const auto next = narrower(space, widest, id);
      if (!next) continue;
      const std::vector<std::string> dims = mid_dims(space, id);
      std::vector<std::string> changed;
      const Graph before = lower(space, widest), after = lower(space, *next);
      for (size_t dim = 0; dim < before.dims.size(); ++dim)
        if (before.dims[dim].active != after.dims[dim].active)
          changed.push_back(before.dims[dim].name);
      for (const std::string& name : changed) EXPECT_EQ(std::ranges::count(dims, name), 1) << name;
      for (const std::string& name : dims) {  // a small squeeze-excite is not narrowed by a step
        if (name.ends_with("se.hidden")) continue;
        EXPECT_EQ(std::ranges::count(changed, name), 1) << name;
      }
    }
  }
}

TEST(Narrowable, ListsMultiplesOfTheGranularity) {
  const Space fashion = load_space("fashion");
  const Arch arch = arch_from_text(fashion, "24/16:k5e4,k3e2/24:k3e2/64:k5e3");
  const auto [space, same] = narrowable(fashion, arch, 16);
  EXPECT_EQ(to_text(space, same), "24/k5m64,k3m32/m32/m72");
  EXPECT_EQ(to_text(space, *narrower(space, same, mid_choices(space)[3])),
            "24/k5m64,k3m32/m32/m64");
  EXPECT_EQ(to_text(space, min_arch(space)), "24/k5m16,k3m16/m16/m16");
  EXPECT_EQ(num_archs(space), Natural(4 * 2 * 2 * 5));
}

TEST(Narrowable, TakesLargerStepsThroughVeryWideBlocks) {
  const Space space = space_from(
      "stem: {channels: 512}\nstages: [{block: mbconv, expand: [4, 16], depth: 2}]\n"
      "head: [pool, linear]");
  const auto [one, arch] = narrowable(space, max_arch(space), 8);
  const Choice& mid = one.choices[mid_choices(one)[0]];
  EXPECT_LE(mid.num_candidates(), 100);
  EXPECT_EQ(mid.candidates[1], 2 * mid.candidates[0]);
  EXPECT_EQ(mid.candidates.back(), 8192);
}

TEST(Narrowable, HasNoRoomForOtherWidthsInVeryDeepStages) {
  for (const int depth : {50, 60}) {  // times 2
    const Space space = space_from(
        fmt::format("compound: {{width: 1, depth: 2, resolution: 32}}\n"
                    "stem: {{channels: 8}}\nstages: [{{block: mbconv, expand: 4, depth: {}}}]\n"
                    "head: [pool, linear]",
                    depth));
    const auto [one, arch] = narrowable(space, max_arch(space), 8);
    EXPECT_EQ(network_of(one, arch), network_of(space, max_arch(space)));
    EXPECT_TRUE(mid_choices(one).empty());
  }
}

}  // namespace
}  // namespace ofa
