#include "search/exact.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/error.h"
#include "search/chain.h"

namespace ofa {
namespace {

constexpr float kNone = -std::numeric_limits<float>::infinity();
constexpr double kMostSteps = 2'000'000;

// By the steps that it costs, the most value.
using Profile = std::vector<float>;

struct Option {
  int steps = 0;
  float value = 0;
  std::vector<int8_t> picks;
};

// What a block can be, given all that is not its own to decide.
struct Menu {
  std::vector<int> choices;
  std::vector<Option> options;
};

// One way through a part: from a state before it, with picks of the part. What each of its blocks
// decides follows from the steps that are left: by block and steps, the option taken.
struct Path {
  size_t from = 0;
  Arch arch;
  Option fixed;  // all that leaves nothing to decide
  std::vector<Menu> menus;
  std::vector<std::vector<uint8_t>> taken;
};

struct State {
  Profile most;
  std::vector<uint32_t> path;  // by steps
};

// After a part: one state for each pick of the channels that the next part depends on.
struct Layer {
  std::map<int8_t, size_t> of_channels;
  std::vector<State> states;
  std::vector<Path> paths;
};

// Of one resolution and one combination of what the whole net decides.
class Setting {
 public:
  Setting(const Space& space, const Variants& variants, const Chain& chain, const Arch& arch,
          const Additive& value, const Additive& cost, const ExactOptions& options)
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
    for (const State& state : layers_.back().states) add_ends(state);
  }

  struct End {
    double cost = 0;
    float value = kNone;
    size_t state = 0, steps = 0;
  };
  const std::vector<End>& ends() const { return ends_; }

  Arch arch_of(const End& end) const {
    Arch arch = arch_;
    size_t state = end.state, steps = end.steps;
    for (size_t number = layers_.size() - 1; number > 0; --number) {
      const Layer& layer = layers_[number];
      const Path& path = layer.paths[layer.states[state].path[steps]];
      steps -= path.fixed.steps;
      for (size_t i = 0; i < arch.picks.size(); ++i)
        if (path.arch.picks[i] != kInactive) arch.picks[i] = path.arch.picks[i];
      for (size_t block = path.menus.size(); block-- > 0;) {
        const Option& option = path.menus[block].options[path.taken[block][steps]];
        for (size_t i = 0; i < option.picks.size(); ++i)
          arch.picks[path.menus[block].choices[i]] = option.picks[i];
        steps -= option.steps;
      }
      state = path.from;
    }
    make_canonical(space_, arch);
    return arch;
  }

 private:
  void add_start() {
    Layer start;
    start.of_channels[kInactive] = 0;
    start.states.push_back({Profile(size_, kNone), {}});
    start.states.front().most[below_zero_] = 0;
    layers_.push_back(std::move(start));
  }

  // What costs less than nothing takes the sum below what will be its end.
  int steps_below_zero() const {
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

  void add_layer(const Chain::Link& link) {
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

  void add_path(Layer& layer, const Layer& before, const Chain::Link& link, size_t from,
                const Arch& arch, int8_t out) {
    Path path{from, arch, {}, {}, {}};
    for (const int choice : link.choices) add_pick(path.fixed, choice, arch.picks[choice]);
    Profile most = before.states[from].most;
    const int depth = depth_of(space_, space_.parts[link.part], arch);
    for (int block = 0; block < depth; ++block) {
      Menu menu = menu_of(*link.places[block], arch);
      if (menu.choices.empty()) {
        path.fixed.steps += menu.options.front().steps;
        path.fixed.value += menu.options.front().value;
      } else {
        path.taken.push_back(choose(menu, most));
        path.menus.push_back(std::move(menu));
      }
    }
    const auto [found, is_new] = layer.of_channels.try_emplace(out, layer.states.size());
    if (is_new) layer.states.push_back({Profile(size_, kNone), std::vector<uint32_t>(size_)});
    merge(layer.states[found->second], most, path.fixed, static_cast<uint32_t>(layer.paths.size()));
    layer.paths.push_back(std::move(path));
  }

  // Replaces the profile by the one behind the block; gives what was taken.
  static std::vector<uint8_t> choose(const Menu& menu, Profile& most) {
    const auto size = static_cast<int64_t>(most.size());
    Profile next(most.size(), kNone);
    std::vector<uint8_t> taken(most.size());
    for (size_t number = 0; number < menu.options.size(); ++number) {
      const Option& option = menu.options[number];
      const int64_t first = std::max(0, option.steps);
      const int64_t last = std::min(size, size + option.steps);
      for (int64_t steps = first; steps < last; ++steps) {
        const float found = most[steps - option.steps] + option.value;
        if (found <= next[steps]) continue;
        next[steps] = found;
        taken[steps] = static_cast<uint8_t>(number);
      }
    }
    most = std::move(next);
    return taken;
  }

  static void merge(State& state, const Profile& most, const Option& fixed, uint32_t path) {
    const auto size = static_cast<int64_t>(most.size());
    const int64_t first = std::max(0, fixed.steps), last = std::min(size, size + fixed.steps);
    for (int64_t steps = first; steps < last; ++steps) {
      const float found = most[steps - fixed.steps] + fixed.value;
      if (found <= state.most[steps]) continue;
      state.most[steps] = found;
      state.path[steps] = path;
    }
  }

  void add_pick(Option& option, int choice, int8_t pick) const {
    option.value += static_cast<float>(of_pick(value_.choices, choice, pick));
    option.steps += in_steps(of_pick(cost_.choices, choice, pick));
  }

  int in_steps(double cost) const {
    return static_cast<int>(std::ceil(cost / options_.step - 1e-9));
  }

  Menu menu_of(const Variants::Place& place, Arch arch) const {
    Menu menu{chain_.choices_of_block(place), {}};
    for_each_combination(space_, menu.choices, arch, [&] {
      const int64_t number = variants_.block_at(place, arch);
      Option option{in_steps(cost_.block(number)), static_cast<float>(value_.block(number)), {}};
      for (const int choice : menu.choices) {
        add_pick(option, choice, arch.picks[choice]);
        option.picks.push_back(arch.picks[choice]);
      }
      menu.options.push_back(std::move(option));
    });
    return menu;
  }

  void add_ends(const State& state) {
    const auto number = static_cast<size_t>(&state - layers_.back().states.data());
    const auto value_base = static_cast<float>(base(space_, value_.choices, arch_));
    const double constant = base(space_, cost_.choices, arch_);
    float best = kNone;
    for (size_t steps = 0; steps < num_ends_; ++steps) {
      const float found = state.most[steps] + value_base;
      if (found <= best) continue;
      best = found;
      const double past_zero = static_cast<double>(steps) - below_zero_;
      ends_.push_back({constant + past_zero * options_.step, found, number, steps});
    }
  }

  const Space& space_;
  const Variants& variants_;
  const Chain& chain_;
  const Arch arch_;
  const Additive &value_, &cost_;
  const ExactOptions& options_;
  int below_zero_ = 0;
  size_t size_ = 0, num_ends_ = 0;
  int channels_ = -1;  // the choice of those that the next part gets
  std::vector<Layer> layers_;
  std::vector<End> ends_;
};

struct Point {
  const Setting* setting;
  Setting::End end;
};

std::vector<Point> front_of(const std::vector<Setting>& settings) {
  std::vector<Point> points;
  for (const Setting& setting : settings)
    for (const Setting::End& end : setting.ends()) points.push_back({&setting, end});
  std::ranges::stable_sort(
      points, {}, [](const Point& point) { return std::pair(point.end.cost, -point.end.value); });
  float best = kNone;
  std::erase_if(points, [&](const Point& point) {
    if (point.end.value <= best) return true;
    best = point.end.value;
    return false;
  });
  return points;
}

}  // namespace

std::vector<Arch> exact_front(const Space& space, const Variants& variants, const Additive& value,
                              const Additive& cost, const ExactOptions& options) {
  if (options.most_cost / options.step > kMostSteps)
    throw Error("{} steps of {}; at most {}", options.most_cost / options.step, options.step,
                kMostSteps);
  const Chain chain(space, variants);
  std::vector<Setting> settings;
  for (const Arch& arch : chain.settings())
    settings.emplace_back(space, variants, chain, arch, value, cost, options);
  const std::vector<Point> points = front_of(settings);
  std::vector<Arch> archs;
  const size_t count = std::min(options.points, points.size());
  for (size_t i = 0; i < count; ++i) {
    const Point& point = points[count > 1 ? i * (points.size() - 1) / (count - 1) : 0];
    archs.push_back(point.setting->arch_of(point.end));
  }
  return archs;
}

}  // namespace ofa
