#include "search/range.h"

#include <algorithm>
#include <map>

#include "search/chain.h"

namespace ofa {
namespace {

class Walk {
 public:
  Walk(const Space& space, const Variants& variants, const Chain& chain, const Additive& additive,
       Join join, bool most)
      : space_(space),
        variants_(variants),
        chain_(chain),
        additive_(additive),
        join_(join),
        most_(most) {}

  Extreme of(const Arch& setting) const {
    // By the pick that the next part depends on.
    std::map<int8_t, Extreme> states{
        {kInactive, {base(space_, additive_.choices, setting), setting}}};
    for (const Chain::Link& link : chain_.links()) {
      std::map<int8_t, Extreme> next;
      for (const auto& [channels, state] : states) {
        Arch arch = state.arch;
        for_each_combination(space_, link.choices, arch, [&] {
          const int8_t out = link.channels >= 0 ? arch.picks[link.channels] : channels;
          keep(next, out, through(link, {state.value, arch}));
        });
      }
      states = std::move(next);
    }
    std::map<int8_t, Extreme> best;
    for (auto& [channels, state] : states) keep(best, 0, std::move(state));
    make_canonical(space_, best.at(0).arch);
    return best.at(0);
  }

 private:
  bool is_better(double a, double b) const { return most_ ? a > b : a < b; }
  double joined(double a, double b) const { return join_ == Join::kSum ? a + b : std::max(a, b); }

  void keep(std::map<int8_t, Extreme>& states, int8_t key, Extreme found) const {
    const auto [state, is_new] = states.try_emplace(key, found);
    if (!is_new && is_better(found.value, state->second.value)) state->second = std::move(found);
  }

  Extreme through(const Chain::Link& link, Extreme state) const {
    for (const int choice : link.choices)
      state.value += of_pick(additive_.choices, choice, state.arch.picks[choice]);
    const int depth = depth_of(space_, space_.parts[link.part], state.arch);
    for (int block = 0; block < depth; ++block) add_block(*link.places[block], state);
    return state;
  }

  // Each block's own decisions, by themselves.
  void add_block(const Variants::Place& place, Extreme& state) const {
    const std::vector<int> choices = chain_.choices_of_block(place);
    std::map<int8_t, Extreme> best;
    Arch arch = state.arch;
    for_each_combination(space_, choices, arch, [&] {
      double own = additive_.block(variants_.block_at(place, arch));
      for (const int choice : choices)
        own += of_pick(additive_.choices, choice, arch.picks[choice]);
      keep(best, 0, {own, arch});
    });
    state.value = joined(state.value, best.at(0).value);
    state.arch = best.at(0).arch;
  }

  const Space& space_;
  const Variants& variants_;
  const Chain& chain_;
  const Additive& additive_;
  Join join_;
  bool most_;
};

}  // namespace

std::vector<Extreme> extremes(const Space& space, const Variants& variants,
                              const Additive& additive, Join join, bool most) {
  const Chain chain(space, variants);
  const Walk walk(space, variants, chain, additive, join, most);
  std::map<int, Extreme> by_resolution;
  for (const Arch& setting : chain.settings()) {
    Extreme found = walk.of(setting);
    const auto [best, is_new] = by_resolution.try_emplace(setting.resolution, found);
    if (!is_new && (most ? found.value > best->second.value : found.value < best->second.value))
      best->second = std::move(found);
  }
  std::vector<Extreme> list;
  for (auto& [resolution, extreme] : by_resolution) list.push_back(std::move(extreme));
  return list;
}

}  // namespace ofa
