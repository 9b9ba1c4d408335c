#include "space/variants.h"

#include <algorithm>

#include "core/error.h"
#include "graph/graph.h"

namespace ofa {
namespace {

// Every place holds a block in it, though the space may be restricted.
Arch deepest_arch(const Space& space) {
  Arch arch;
  for (const Choice& choice : space.choices)
    arch.picks.push_back(static_cast<int8_t>(choice.num_candidates() - 1));
  if (space.compound_choice >= 0) {
    const auto deepest =
        std::ranges::max_element(space.spec.compound->values, {}, &Compound::depth);
    arch.picks[space.compound_choice] =
        static_cast<int8_t>(deepest - space.spec.compound->values.begin());
  }
  return arch;
}

// Feature maps shrink by strides alone: any deepest network shows the size that each place is
// given.
std::vector<std::pair<int, int>> input_sizes(const Space& space, int resolution,
                                             const std::vector<Slot>& slots) {
  std::vector<std::pair<int, int>> sizes(slots.size());
  const auto find = [&](const std::string& name) -> size_t {
    for (size_t i = 0; i < slots.size(); ++i) {
      const bool is_head = slots[i].part == space.first_head();
      if ((is_head ? "head" : space.parts[slots[i].part].block_name(slots[i].block)) == name)
        return i;
    }
    throw Error("no place for block {}", name);
  };
  Arch arch = deepest_arch(space);
  arch.resolution = resolution;
  const Graph graph = lower(space, arch);
  for (const Block& block : graph.blocks) {
    const Value& value = graph.values[graph.block_input(block)];
    sizes[find(block.name)] = {value.height, value.width};
  }
  return sizes;
}

}  // namespace

Variants::Variants(const Space& space) : space_(space) {
  const std::vector<Slot> all_slots = slots(space);
  for (const Slot& slot : all_slots) places_.push_back({slot, 0, choices_of(slot), {}});
  for (const int resolution : space.resolutions) {
    const auto sizes = input_sizes(space, resolution, all_slots);
    for (size_t i = 0; i < places_.size(); ++i) places_[i].input_sizes.push_back(sizes[i]);
  }
  for (Place& place : places_) {
    place.first = size_;
    int64_t count = static_cast<int64_t>(space.resolutions.size());
    for (const int choice : place.choices) count *= radix(choice);
    size_ += count;
  }
}

// Channels in and out, kernel, expand and mid; and what scales them all.
std::vector<int> Variants::choices_of(const Slot& slot) const {
  std::vector<int> ids{space_.compound_choice, space_.width_choice};
  const auto add_channels = [&](int part) {
    while (part >= 0 && !space_.parts[part].channels.size()) --part;
    if (part >= 0) ids.push_back(space_.parts[part].channels_choice);
  };
  const Part& part = space_.parts[slot.part];
  if (slot.block == 0) add_channels(slot.part - 1);
  if (slot.part == space_.first_head()) {
    for (size_t id = slot.part; id < space_.parts.size(); ++id)
      ids.push_back(space_.parts[id].channels_choice);
  } else {
    add_channels(slot.part);
    if (part.kind == PartKind::kStage) {
      const std::vector<int> own = part.of_block(slot.block);
      ids.insert(ids.end(), own.begin(), own.end());
    }
  }
  std::erase(ids, -1);
  std::ranges::sort(ids);
  const auto [first, last] = std::ranges::unique(ids);
  ids.erase(first, last);
  return ids;
}

int64_t Variants::resolution_index(const Arch& arch) const {
  const auto listed = std::ranges::lower_bound(space_.resolutions, arch.resolution);
  if (listed == space_.resolutions.end() || *listed != arch.resolution)
    throw Error("resolution {} is not among those of space {}", arch.resolution, space_.name);
  return listed - space_.resolutions.begin();
}

int64_t Variants::block_at(const Place& place, const Arch& arch, int64_t resolution) const {
  int64_t number = resolution;
  for (const int choice : place.choices) number = number * radix(choice) + arch.picks[choice];
  return place.first + number;
}

int64_t Variants::block_at(const Place& place, const Arch& arch) const {
  return block_at(place, arch, resolution_index(arch));
}

void Variants::blocks_of(const Arch& arch, std::vector<int64_t>& numbers) const {
  const int64_t resolution = resolution_index(arch);
  numbers.clear();
  int part = -1, depth = 0;
  for (const Place& place : places_) {
    if (place.slot.part != part) {
      part = place.slot.part;
      depth = depth_of(space_, space_.parts[part], arch);
    }
    if (place.slot.block >= depth) continue;
    numbers.push_back(block_at(place, arch, resolution));
  }
}

Graph Variants::graph(int64_t number) const {
  const Place& place = place_of(number);
  const Arch arch = arch_of(place, number);
  const auto listed = std::ranges::find(space_.resolutions, arch.resolution);
  const auto [height, width] = place.input_sizes[listed - space_.resolutions.begin()];
  return lower_slot(space_, arch, place.slot, height, width);
}

int Variants::resolution(int64_t number) const {
  return arch_of(place_of(number), number).resolution;
}

bool Variants::is_open(int64_t number) const {
  const Place& place = place_of(number);
  Arch arch = arch_of(place, number);
  const auto holds = [](const auto& open, auto value) {
    return std::ranges::find(open, value) != open.end();
  };
  const int compound = space_.compound_choice;  // with one, resolutions are no choice of their own
  const bool is_at_its_resolution =
      compound < 0
          ? holds(space_.open_resolutions, arch.resolution)
          : space_.spec.compound->values[arch.picks[compound]].resolution == arch.resolution;
  const Part& part = space_.parts[place.slot.part];
  if (part.depth_choice >= 0)
    arch.picks[part.depth_choice] =
        static_cast<int8_t>(std::ranges::max(space_.choices[part.depth_choice].open));
  return place.slot.block < depth_of(space_, part, arch) && is_at_its_resolution &&
         std::ranges::all_of(place.choices, [&](int choice) {
           return holds(space_.choices[choice].open, arch.picks[choice]);
         });
}

const Variants::Place& Variants::place_of(int64_t number) const {
  return *std::prev(std::ranges::upper_bound(places_, number, {}, &Place::first));
}

Arch Variants::arch_of(const Place& place, int64_t number) const {
  int64_t rest = number - place.first;
  Arch arch{0, std::vector<int8_t>(space_.choices.size(), 0)};
  for (auto choice = place.choices.rbegin(); choice != place.choices.rend(); ++choice) {
    arch.picks[*choice] = static_cast<int8_t>(rest % radix(*choice));
    rest /= radix(*choice);
  }
  arch.resolution = space_.resolutions[rest];
  return arch;
}

}  // namespace ofa
