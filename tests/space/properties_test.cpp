// What holds of every arch of every space.
#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/random.h"
#include "graph/check.h"
#include "graph/cost.h"
#include "space/arch_json.h"
#include "space/arch_text.h"
#include "space/count.h"
#include "space/lower.h"
#include "space/sample.h"
#include "space/vary.h"
#include "space_testing.h"

namespace ofa {
namespace {

class Property : public EverySpace {
 protected:
  std::vector<Arch> sample(int count, uint64_t seed = 1) const {
    const Sampler sampler(space_);
    Random random(seed, "properties");
    std::vector<Arch> archs{min_arch(space_), max_arch(space_)};
    while (static_cast<int>(archs.size()) < count)
      archs.push_back(archs.size() % 2 ? sampler.uniform(random) : sampler.per_choice(random));
    return archs;
  }

  void expect_valid(const Arch& arch) const {
    EXPECT_TRUE(contains(space_, arch)) << to_text(space_, arch);
    EXPECT_TRUE(std::ranges::binary_search(space_.resolutions, arch.resolution));
    Arch canonical = arch;
    make_canonical(space_, canonical);
    EXPECT_EQ(canonical, arch);
  }

  bool has_one_arch() const { return num_archs(space_) == Natural(1); }
};
OFA_OVER_EVERY_SPACE(Property);

TEST_P(Property, SamplesAreValidAndCanonical) {
  for (const Arch& arch : sample(400)) expect_valid(arch);
}

TEST_P(Property, MutantsAreValidAndDiffer) {
  Random random(2, "mutate");
  for (const Arch& arch : sample(100))
    for (const double probability : {0.0, 0.1, 0.5, 1.0}) {
      const Arch mutant = mutate(space_, arch, probability, random);
      expect_valid(mutant);
      EXPECT_EQ(mutant == arch, has_one_arch()) << to_text(space_, arch);
    }
}

TEST_P(Property, CrossoverTakesEachChoiceFromAParent) {
  Random random(3, "crossover");
  const std::vector<Arch> archs = sample(100);
  for (size_t i = 1; i < archs.size(); ++i) {
    const Arch &a = archs[i - 1], &b = archs[i];
    EXPECT_EQ(crossover(space_, a, a, random), a);
    const Arch child = crossover(space_, a, b, random);
    expect_valid(child);
    for (size_t id = 0; id < space_.choices.size(); ++id) {
      const bool in_both = a.picks[id] != kInactive && b.picks[id] != kInactive;
      if (!in_both || child.picks[id] == kInactive) continue;
      EXPECT_TRUE(child.picks[id] == a.picks[id] || child.picks[id] == b.picks[id]);
    }
  }
}

// How many decisions two archs make differently, where both make them.
int num_differences(const Space& space, const Arch& a, const Arch& b) {
  int count = space.compound_choice < 0 && a.resolution != b.resolution;
  for (size_t id = 0; id < a.picks.size(); ++id)
    count += a.picks[id] != kInactive && b.picks[id] != kInactive && a.picks[id] != b.picks[id];
  return count;
}

TEST_P(Property, NeighboursAreAllThatDifferInOneChoice) {
  for (const Arch& arch : sample(20)) {
    const std::vector<Arch> list = neighbours(space_, arch);
    size_t expected = space_.compound_choice < 0 ? space_.resolutions.size() - 1 : 0;
    for (size_t id = 0; id < space_.choices.size(); ++id)
      if (arch.picks[id] != kInactive) expected += space_.choices[id].candidates.size() - 1;
    EXPECT_EQ(list.size(), expected);
    EXPECT_EQ(std::unordered_set(list.begin(), list.end(), 0, ArchHash()).size(), expected);
    for (const Arch& neighbour : list) {
      expect_valid(neighbour);
      EXPECT_EQ(num_differences(space_, arch, neighbour), 1) << to_text(space_, neighbour);
    }
  }
}

TEST_P(Property, JsonAndTextRoundTrip) {
  for (Arch arch : sample(200)) {
    EXPECT_EQ(arch_from_json(space_, to_json(space_, arch), "test"), arch);
    EXPECT_EQ(arch_from_json(space_, parse_json(to_json(space_, arch).dump(2), "test"), "test"),
              arch);
    EXPECT_EQ(arch_from_text(space_, to_text(space_, arch)), arch) << to_text(space_, arch);
    arch.resolution = 1236;  // in no list
    EXPECT_EQ(arch_from_json(space_, to_json(space_, arch), "test"), arch);
    EXPECT_EQ(arch_from_text(space_, to_text(space_, arch)), arch);
  }
}

TEST_P(Property, EqualNetworksAreEqualValues) {
  std::unordered_map<std::string, Arch> networks;
  for (const Arch& arch : sample(kIsSlow ? 60 : 400)) {
    const auto [found, is_new] = networks.try_emplace(network_of(space_, arch), arch);
    EXPECT_EQ(found->second, arch) << to_text(space_, arch);
    EXPECT_EQ(ArchHash()(found->second), ArchHash()(arch));
  }
}

TEST_P(Property, LoweringIsPureAndBreaksNoInvariant) {
  for (const Arch& arch : sample(kIsSlow ? 10 : 50)) {
    const Graph graph = lower(space_, arch);
    EXPECT_EQ(problems(graph), std::vector<std::string>());
    EXPECT_EQ(lower(space_, arch), graph);
    EXPECT_EQ(lower(every_space(GetParam()), arch), graph);
  }
}

// Compounds of a toy widen one thing and narrow another.
bool ascends(const Space& space) {
  return !space.spec.compound ||
         std::ranges::is_sorted(space.spec.compound->values, {}, &Compound::depth);
}

TEST_P(Property, WideningAChoiceNeverMakesTheNetworkCheaper) {
  for (const Arch& arch : sample(kIsSlow ? 4 : 20)) {
    const Cost narrow = cost(lower(space_, arch));
    for (const Arch& other : neighbours(space_, arch)) {
      bool wider = other.resolution > arch.resolution;
      for (size_t id = 0; id < arch.picks.size(); ++id)
        wider |= arch.picks[id] != kInactive && other.picks[id] > arch.picks[id];
      if (!wider || !ascends(space_)) continue;
      const Cost wide = cost(lower(space_, other));
      EXPECT_GE(wide.macs, narrow.macs) << to_text(space_, arch) << " " << to_text(space_, other);
      EXPECT_GE(wide.params, narrow.params) << to_text(space_, other);
    }
  }
}

TEST_P(Property, RestrictionsStayWithinThemselves) {
  Random random(5, "restrictions");
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const Space small = small_restriction(space_, seed, 50);
    const std::vector<Arch> archs = enumerate(small);
    const std::unordered_set<Arch, ArchHash> all(archs.begin(), archs.end());
    const Sampler sampler(small);
    for (int i = 0; i < 20; ++i) {
      const Arch a = sampler.uniform(random), b = sampler.per_choice(random);
      for (const Arch& arch : {a, b, mutate(small, a, 0.3, random), min_arch(small),
                               max_arch(small), crossover(small, a, b, random)}) {
        EXPECT_TRUE(all.contains(arch)) << to_text(small, arch);
        EXPECT_TRUE(contains(small, arch) && contains(space_, arch));
      }
      for (const Arch& arch : neighbours(small, a)) EXPECT_TRUE(all.contains(arch));
    }
  }
}

}  // namespace
}  // namespace ofa
