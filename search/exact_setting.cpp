#include "search/exact_setting.h"

#include <algorithm>
#include <cmath>

namespace ofa {

ExactSetting::ExactSetting(const Space& space, const Variants& variants, const Chain& chain,
                           const Arch& arch, const Additive& value, const Additive& cost,
                           const ExactOptions& options)
    : space_(space),
      variants_(variants),
      chain_(chain),
      arch_(arch),
      value_(value),
      cost_(cost),
      options_(options) {
  const double constant = base(space, cost.choices, arch);
  below_zero_ = steps_below_zero();
  const double budget = (options.most_cost - constant) / options.step + 1e-9;
  if (budget + below_zero_ < 0) return;
  num_ends_ = static_cast<size_t>(budget + below_zero_) + 1;
  size_ = num_ends_ + below_zero_;  // what costs less than nothing may come last
  add_start();
  for (const Chain::Link& link : chain.links()) add_layer(link);
  for (size_t state = 0; state < layers_.back().states.size(); ++state) add_ends(state);
}

Arch ExactSetting::arch_of(const End& end) const {
  Arch arch = arch_;
  size_t state = end.state, steps = end.steps;
  for (size_t number = layers_.size() - 1; number > 0; --number) {
    const Layer& layer = layers_[number];
    const Path& path = layer.paths[layer.states[state].path[steps]];
    steps -= path.fixed.steps;
    for (size_t i = 0; i < arch.picks.size(); ++i)
      if (path.arch.picks[i] != kInactive) arch.picks[i] = path.arch.picks[i];
    for (size_t block = path.menus.size(); block-- > 0;) {
      const BlockOption& option = path.menus[block].options[path.taken[block][steps]];
      for (size_t i = 0; i < option.picks.size(); ++i)
        arch.picks[path.menus[block].choices[i]] = option.picks[i];
      steps -= option.steps;
    }
    state = path.from;
  }
  make_canonical(space_, arch);
  return arch;
}

// What costs less than nothing takes the sum below what will be its end.
int ExactSetting::steps_below_zero() const {
  double sum = 0;
  for (const Chain::Link& link : chain_.links())
    for (const Variants::Place* place : link.places) {
      double least = 0;
      const auto next =
          std::ranges::find(variants_.places(), place->first, &Variants::Place::first) + 1;
      const auto end = next == variants_.places().end() ? variants_.size() : next->first;
      for (int64_t number = place->first; number < end; ++number)
        if (!std::isnan(cost_.block(number))) least = std::min(least, cost_.block(number));
      sum -= std::floor(least / options_.step);
    }
  for (size_t id = 0; id < space_.choices.size(); ++id) {
    double least = 0;
    for (const int8_t candidate : space_.choices[id].open)
      least = std::min(least, of_pick(cost_.choices, static_cast<int>(id), candidate));
    sum -= std::floor(least / options_.step);
  }
  return static_cast<int>(sum);
}

void ExactSetting::add_start() {
  Layer start;
  start.of_channels[kInactive] = 0;
  start.states.push_back({Profile(size_, kNoValue), {}});
  start.states.front().most[below_zero_] = 0;
  layers_.push_back(std::move(start));
}

void ExactSetting::add_layer(const Chain::Link& link) {
  const Layer& before = layers_.back();
  Layer layer;
  for (const auto& [channels, state] : before.of_channels) {
    Arch arch = arch_;
    if (channels_ >= 0) arch.picks[channels_] = channels;
    for_each_combination(space_, link.choices, arch, [&] {
      const int8_t out = link.channels >= 0 ? arch.picks[link.channels] : channels;
      add_path(layer, before, link, state, arch, out);
    });
  }
  if (link.channels >= 0) channels_ = link.channels;
  layers_.push_back(std::move(layer));
}

void ExactSetting::add_path(Layer& layer, const Layer& before, const Chain::Link& link, size_t from,
                            const Arch& arch, int8_t out) {
  Path path{from, arch, {}, {}, {}};
  for (const int choice : link.choices) add_pick(path.fixed, choice, arch.picks[choice]);
  Profile most = before.states[from].most;
  const int depth = depth_of(space_, space_.parts[link.part], arch);
  for (int block = 0; block < depth; ++block) {
    BlockMenu menu = menu_of(*link.places[block], arch);
    if (menu.choices.empty()) {
      path.fixed.steps += menu.options.front().steps;
      path.fixed.value += menu.options.front().value;
    } else {
      path.taken.push_back(choose(menu, most));
      path.menus.push_back(std::move(menu));
    }
  }
  const auto [found, is_new] = layer.of_channels.try_emplace(out, layer.states.size());
  if (is_new) layer.states.push_back({Profile(size_, kNoValue), std::vector<uint32_t>(size_)});
  merge(layer.states[found->second], most, path.fixed, static_cast<uint32_t>(layer.paths.size()));
  layer.paths.push_back(std::move(path));
}

void ExactSetting::add_ends(size_t number) {
  const ProfileState& state = layers_.back().states[number];
  const auto value_base = static_cast<float>(base(space_, value_.choices, arch_));
  const double constant = base(space_, cost_.choices, arch_);
  float best = kNoValue;
  for (size_t steps = 0; steps < num_ends_; ++steps) {
    const float found = state.most[steps] + value_base;
    if (found <= best) continue;
    best = found;
    const double past_zero = static_cast<double>(steps) - below_zero_;
    ends_.push_back({constant + past_zero * options_.step, found, number, steps});
  }
}

BlockMenu ExactSetting::menu_of(const Variants::Place& place, Arch arch) const {
  BlockMenu menu{chain_.choices_of_block(place), {}};
  for_each_combination(space_, menu.choices, arch, [&] {
    const int64_t number = variants_.block_at(place, arch);
    BlockOption option{in_steps(cost_.block(number)), static_cast<float>(value_.block(number)), {}};
    for (const int choice : menu.choices) {
      add_pick(option, choice, arch.picks[choice]);
      option.picks.push_back(arch.picks[choice]);
    }
    menu.options.push_back(std::move(option));
  });
  return menu;
}

void ExactSetting::add_pick(BlockOption& option, int choice, int8_t pick) const {
  option.value += static_cast<float>(of_pick(value_.choices, choice, pick));
  option.steps += in_steps(of_pick(cost_.choices, choice, pick));
}

int ExactSetting::in_steps(double cost) const {
  return static_cast<int>(std::ceil(cost / options_.step - 1e-9));
}

}  // namespace ofa
