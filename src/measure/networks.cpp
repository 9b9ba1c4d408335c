#include "measure/networks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_set>

#include "space/costs.h"
#include "space/sample.h"

namespace ofa {
namespace {

constexpr int kDrawsPerNetwork = 30;
constexpr std::array kLevels{0.0, 0.5, 1.0};

int8_t at_level(const Choice& choice, double level) {
  const auto last = static_cast<double>(choice.open.size() - 1);
  return choice.open[std::lround(level * last)];
}

std::vector<ChoiceKind> kinds_of(const Space& space) {
  std::vector<ChoiceKind> kinds;
  for (const Choice& choice : space.choices)
    if (std::ranges::find(kinds, choice.kind) == kinds.end()) kinds.push_back(choice.kind);
  return kinds;
}

// Draws without telling the same network twice.
class Picker {
 public:
  Picker(const Space& space, uint64_t seed)
      : space_(space), random_(seed, "networks to measure"), sampler_(space) {}

  std::vector<Arch> structured(int count) {
    std::vector<Arch> list;
    for (const int resolution : ends_first(space_.open_resolutions))
      for (const double level : {0.0, 1.0}) add(list, uniform(resolution, {}, level), count / 4);
    std::vector<Arch> others;
    const std::vector<ChoiceKind> kinds = kinds_of(space_);
    for (const int resolution : space_.open_resolutions)
      all_levels(resolution, kinds, 0, {}, others);
    shuffle(others, random_);
    for (const Arch& arch : others) add(list, arch, count);
    draw(list, count, [&] { return stage_constant(); });
    return list;
  }

  std::vector<Arch> random(int count) {
    std::vector<Arch> list;
    draw(list, count, [&] { return sampler_.uniform(random_); });
    return list;
  }

  // Of many candidates of both kinds those at equal distances by MACs.
  std::vector<Arch> spread(int count) {
    std::vector<Arch> pool;
    const auto taken = seen_;
    draw(pool, kDrawsPerNetwork * count,
         [&] { return random_.below(2) ? stage_constant() : sampler_.per_choice(random_); });
    CostTable costs(space_);
    std::ranges::stable_sort(pool, {}, [&](const Arch& arch) { return costs(arch).macs; });
    std::vector<Arch> list;
    const auto last = static_cast<double>(pool.size()) - 1;
    const int wanted = std::min<int>(count, static_cast<int>(pool.size()));
    for (int i = 0; i < wanted; ++i)
      list.push_back(pool[std::lround(wanted > 1 ? i * last / (wanted - 1) : last / 2)]);
    seen_ = taken;
    seen_.insert(list.begin(), list.end());
    return list;
  }

 private:
  void add(std::vector<Arch>& list, const Arch& arch, int most) {
    if (static_cast<int>(list.size()) < most && seen_.insert(arch).second) list.push_back(arch);
  }

  template <typename Draw>
  void draw(std::vector<Arch>& list, int count, const Draw& next) {
    for (int i = 0; i < kDrawsPerNetwork * count && static_cast<int>(list.size()) < count; ++i)
      add(list, next(), count);
  }

  std::vector<int> ends_first(std::vector<int> resolutions) {
    if (resolutions.size() <= 2) return resolutions;
    std::vector<int> between(resolutions.begin() + 1, resolutions.end() - 1);
    shuffle(between, random_);
    resolutions[1] = resolutions.back();
    std::ranges::copy(between, resolutions.begin() + 2);
    return resolutions;
  }

  // The level of each kind of choice; `otherwise` of those that are not named.
  Arch uniform(int resolution, const std::map<ChoiceKind, double>& levels, double otherwise) const {
    Arch arch{resolution, {}};
    for (const Choice& choice : space_.choices) {
      const auto level = levels.find(choice.kind);
      arch.picks.push_back(at_level(choice, level == levels.end() ? otherwise : level->second));
    }
    make_canonical(space_, arch);
    return arch;
  }

  void all_levels(int resolution, const std::vector<ChoiceKind>& kinds, size_t next,
                  std::map<ChoiceKind, double> levels, std::vector<Arch>& list) const {
    if (next == kinds.size()) {
      list.push_back(uniform(resolution, levels, 0));
      return;
    }
    for (const double level : kLevels) {
      levels[kinds[next]] = level;
      all_levels(resolution, kinds, next + 1, levels, list);
    }
  }

  // A level a stage and kind.
  Arch stage_constant() {
    const auto& resolutions = space_.open_resolutions;
    Arch arch{resolutions[random_.below(resolutions.size())], {}};
    std::map<std::pair<int, ChoiceKind>, double> levels;
    for (const Choice& choice : space_.choices) {
      const auto [level, is_new] = levels.try_emplace({choice.part, choice.kind}, 0);
      if (is_new) level->second = random_.uniform();
      arch.picks.push_back(at_level(choice, level->second));
    }
    make_canonical(space_, arch);
    return arch;
  }

  const Space& space_;
  Random random_;
  Sampler sampler_;
  std::unordered_set<Arch, ArchHash> seen_;
};

void append(std::vector<PlannedNetwork>& networks, const std::vector<Arch>& archs,
            NetworkRole role) {
  for (const Arch& arch : archs) networks.push_back({arch, role});
}

}  // namespace

std::vector<PlannedNetwork> plan_networks(const Space& space, const NetworkCounts& counts,
                                          uint64_t seed) {
  std::vector<PlannedNetwork> networks;
  Picker picker(space, seed);
  append(networks, picker.structured(counts.structured), NetworkRole::kStructured);
  append(networks, picker.random(counts.random), NetworkRole::kRandom);
  append(networks, picker.spread(counts.fit), NetworkRole::kFit);
  if (static_cast<int>(networks.size()) >= counts.fit + counts.random + counts.structured)
    return networks;
  CostTable costs(space);
  std::ranges::stable_sort(networks, {},
                           [&](const PlannedNetwork& network) { return costs(network.arch).macs; });
  bool is_structured = false;
  for (size_t i = 0; i < networks.size(); ++i)
    if (i % 2 == 0 && static_cast<int>(i) < 2 * counts.fit) {
      networks[i].role = NetworkRole::kFit;
    } else {
      is_structured = !is_structured;
      networks[i].role = is_structured ? NetworkRole::kStructured : NetworkRole::kRandom;
    }
  return networks;
}

}  // namespace ofa
