#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "space/space.h"

namespace ofa {

constexpr int8_t kInactive = -1;

// One architecture: for each choice of its space the candidate taken, or kInactive where nothing
// depends on it (a skipped block has no kernel). So equal networks are equal values.
struct Arch {
  int resolution = 0;
  std::vector<int8_t> picks;

  bool operator==(const Arch&) const = default;
};

struct ArchHash {
  size_t operator()(const Arch& arch) const;
};

Arch min_arch(const Space& space);  // every choice at its narrowest
Arch max_arch(const Space& space);  // and at its widest

// Marks what is inactive; picks that became active without a candidate take that of the block
// before.
void make_canonical(const Space& space, Arch& arch);

// A valid, canonical arch of this space, whose picks are open. A resolution outside the list is no
// fault.
bool contains(const Space& space, const Arch& arch);

// What the picks mean. A scale is a combination of compound and width multiplier.
int scale_of(const Space& space, const Arch& arch);
int depth_of(const Space& space, const Part& part, const Arch& arch);
bool is_active(const Space& space, const Choice& choice, const Arch& arch);
int64_t channels_of(const Space& space, int part, const Arch& arch);

// The picks as functions over choices take them.
inline auto picks_of(const Arch& arch) {
  return [&arch](int choice_id) { return arch.picks[choice_id]; };
}

// The value of a choice that may be fixed: candidates' by the arch's pick, else the only one.
template <typename T>
T value_of(const Space& space, const Candidates<T>& candidates, int choice_id, const Arch& arch) {
  if (choice_id < 0) return candidates.values.front();
  return static_cast<T>(space.choices[choice_id].candidates[arch.picks[choice_id]]);
}

}  // namespace ofa
