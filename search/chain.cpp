#include "search/chain.h"

#include <algorithm>
#include <iterator>

#include "space/arch_json.h"

namespace ofa {

Chain::Chain(const Space& space, const Variants& variants) : space_(space) {
  for (const Variants::Place& place : variants.places()) {
    if (links_.empty() || links_.back().part != place.slot.part)
      links_.push_back({{}, {}, place.slot.part, -1});
    links_.back().places.push_back(&place);
  }
  for (Link& link : links_) {
    const bool is_head = link.part == space.first_head();
    const int end = is_head ? static_cast<int>(space.parts.size()) : link.part + 1;
    for (size_t id = 0; id < space.choices.size(); ++id) {
      const Choice& choice = space.choices[id];
      if (choice.block >= 0 || choice.part < link.part || choice.part >= end) continue;
      link.choices.push_back(static_cast<int>(id));
    }
    link.channels = space.parts[link.part].channels_choice;
  }
}

std::vector<Arch> Chain::settings() const {
  const std::vector<int> choices = net_choices(space_);
  std::vector<Arch> settings;
  Arch arch{0, std::vector<int8_t>(space_.choices.size(), kInactive)};
  for_each_combination(space_, choices, arch, [&] {
    std::vector<int> resolutions = space_.open_resolutions;
    if (const int compound = space_.compound_choice; compound >= 0)
      resolutions = {space_.spec.compound->values[arch.picks[compound]].resolution};
    for (const int resolution : resolutions) settings.push_back({resolution, arch.picks});
  });
  return settings;
}

std::vector<int> Chain::choices_of_block(const Variants::Place& place) const {
  std::vector<int> choices;
  std::ranges::copy_if(place.choices, std::back_inserter(choices),
                       [&](int id) { return space_.choices[id].block >= 0; });
  return choices;
}

}  // namespace ofa
