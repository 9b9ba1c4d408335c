#include "space/vary.h"

#include <algorithm>

namespace ofa {
namespace {

template <typename T>
T draw(const std::vector<T>& from, Random& random) {
  return from[random.below(from.size())];
}

// With a compound the resolution is not a choice of its own.
bool resolution_is_open(const Space& space) {
  return space.compound_choice < 0 && space.open_resolutions.size() > 1;
}

// Fills what is active without a candidate, choice by choice, as what decides about it comes first.
// After that, only a compound's resolution can be other than canonical.
void fill(const Space& space, Arch& arch, Random& random) {
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const bool active = is_active(space, space.choices[id], arch);
    if (!active) arch.picks[id] = kInactive;
    if (active && arch.picks[id] == kInactive)
      arch.picks[id] = draw(space.choices[id].open, random);
  }
  if (space.compound_choice >= 0) make_canonical(space, arch);
}

// Another candidate of one choice, or (-1) another resolution.
struct Change {
  int choice;
  int to;
};

std::vector<Change> changes_of(const Space& space, const Arch& arch) {
  std::vector<Change> changes;
  if (resolution_is_open(space))
    for (const int resolution : space.open_resolutions)
      if (resolution != arch.resolution) changes.push_back({-1, resolution});
  for (size_t id = 0; id < space.choices.size(); ++id) {
    if (arch.picks[id] == kInactive) continue;
    for (const int8_t candidate : space.choices[id].open)
      if (candidate != arch.picks[id]) changes.push_back({static_cast<int>(id), candidate});
  }
  return changes;
}

Arch changed(const Space& space, Arch arch, const Change& change) {
  if (change.choice < 0) {
    arch.resolution = change.to;
    return arch;
  }
  arch.picks[change.choice] = static_cast<int8_t>(change.to);
  make_canonical(space, arch);
  return arch;
}

}  // namespace

Arch mutate(const Space& space, const Arch& arch, double probability, Random& random) {
  Arch child = arch;
  if (resolution_is_open(space) && random.uniform() < probability)
    child.resolution = draw(space.open_resolutions, random);
  for (size_t id = 0; id < space.choices.size(); ++id)
    if (child.picks[id] != kInactive && random.uniform() < probability)
      child.picks[id] = draw(space.choices[id].open, random);
  fill(space, child, random);
  if (child != arch) return child;
  const std::vector<Change> changes = changes_of(space, arch);
  return changes.empty() ? arch : changed(space, arch, draw(changes, random));
}

Arch crossover(const Space& space, const Arch& a, const Arch& b, Random& random) {
  Arch child = a;
  if (random.below(2)) child.resolution = b.resolution;
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const bool only_b = a.picks[id] == kInactive, only_a = b.picks[id] == kInactive;
    if (only_b || (!only_a && random.below(2))) child.picks[id] = b.picks[id];
  }
  fill(space, child, random);
  return child;
}

std::vector<Arch> neighbours(const Space& space, const Arch& arch) {
  std::vector<Arch> list;
  for (const Change& change : changes_of(space, arch)) list.push_back(changed(space, arch, change));
  return list;
}

}  // namespace ofa
