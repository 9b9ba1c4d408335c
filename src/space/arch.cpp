#include "space/arch.h"

#include <algorithm>

#include "core/error.h"
#include "space/sizes.h"

namespace ofa {
namespace {

Arch extreme_arch(const Space& space, bool widest) {
  Arch arch;
  arch.resolution = widest ? space.open_resolutions.back() : space.open_resolutions.front();
  for (const Choice& choice : space.choices)
    arch.picks.push_back(widest ? choice.open.back() : choice.open.front());
  make_canonical(space, arch);
  return arch;
}

// A compound goes with its own resolution; one that is not in the list at all stays.
int compound_resolution(const Space& space, const Arch& arch) {
  if (space.compound_choice < 0 || !std::ranges::binary_search(space.resolutions, arch.resolution))
    return arch.resolution;
  return space.spec.compound->values[arch.picks[space.compound_choice]].resolution;
}

}  // namespace

size_t ArchHash::operator()(const Arch& arch) const {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ static_cast<uint64_t>(arch.resolution);
  for (const int8_t pick : arch.picks) {
    hash = (hash ^ static_cast<uint8_t>(pick)) * 0x100000001b3u;
    hash ^= hash >> 29;
  }
  return hash;
}

Arch min_arch(const Space& space) {
  return extreme_arch(space, false);
}
Arch max_arch(const Space& space) {
  return extreme_arch(space, true);
}

// Choices that decide whether others are active come before them in the list.
void make_canonical(const Space& space, Arch& arch) {
  arch.resolution = compound_resolution(space, arch);
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const Choice& choice = space.choices[id];
    int8_t& pick = arch.picks[id];
    if (!is_active(space, choice, arch)) {
      pick = kInactive;
    } else if (pick == kInactive) {
      const Part& part = space.parts[choice.part];
      const auto& ids = choice.kind == ChoiceKind::kKernel   ? part.kernel_choice
                        : choice.kind == ChoiceKind::kExpand ? part.expand_choice
                                                             : part.mid_choice;
      pick = choice.block > 0 ? arch.picks[ids[choice.block - 1]] : choice.open.back();
      if (std::ranges::find(choice.open, pick) == choice.open.end()) pick = choice.open.back();
    }
  }
}

bool contains(const Space& space, const Arch& arch) {
  if (arch.picks.size() != space.choices.size() || arch.resolution < 1) return false;
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const Choice& choice = space.choices[id];
    const bool active = is_active(space, choice, arch);
    const bool is_open = std::ranges::find(choice.open, arch.picks[id]) != choice.open.end();
    if (active ? !is_open : arch.picks[id] != kInactive) return false;
  }
  return compound_resolution(space, arch) == arch.resolution;
}

int scale_of(const Space& space, const Arch& arch) {
  const int compound = space.compound_choice < 0 ? 0 : arch.picks[space.compound_choice];
  const int width = space.width_choice < 0 ? 0 : arch.picks[space.width_choice];
  return compound * static_cast<int>(space.spec.width.values.size()) + width;
}

int depth_of(const Space& space, const Part& part, const Arch& arch) {
  if (part.kind != PartKind::kStage) return 1;
  return part
      .depths[scale_of(space, arch)][part.depth_choice < 0 ? 0 : arch.picks[part.depth_choice]];
}

bool is_active(const Space& space, const Choice& choice, const Arch& arch) {
  return choice.block < 0 || choice.block < depth_of(space, space.parts[choice.part], arch);
}

int64_t channels_of(const Space& space, int part, const Arch& arch) {
  return channels_at(space, part, scale_of(space, arch), picks_of(arch));
}

}  // namespace ofa
