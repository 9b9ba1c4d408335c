#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace ofa {

// What dynamic programming over blocks keeps. By the steps that it costs, the most value.
using Profile = std::vector<float>;
inline constexpr float kNoValue = -std::numeric_limits<float>::infinity();

struct BlockOption {
  int steps = 0;
  float value = 0;
  std::vector<int8_t> picks;
};

// What a block can be, given all that is not its own to decide.
struct BlockMenu {
  std::vector<int> choices;
  std::vector<BlockOption> options;
};

// By steps, the most value and the path that it came by.
struct ProfileState {
  Profile most;
  std::vector<uint32_t> path;
};

// Replaces the profile by the one behind a block; gives the options that were taken, by steps.
std::vector<uint8_t> choose(const BlockMenu& menu, Profile& most);

// Takes over what is more on this path, at whose end something is added.
void merge(ProfileState& state, const Profile& most, const BlockOption& fixed, uint32_t path);

}  // namespace ofa
