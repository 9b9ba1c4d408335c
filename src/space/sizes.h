#pragma once

#include <cstdint>
#include <set>

#include "space/space.h"

namespace ofa {

// The field's rounding of channels to a multiple of `divisor` that loses at most a tenth.
int64_t make_divisible(double value, int divisor = 8);

// Channels between a block's first and last convolution.
int64_t mid_channels(const StageSpec& stage, int64_t in, int64_t out, double expand);

// Every number of channels that a part can give; part -1 is the picture.
std::set<int64_t> possible_channels(const Space& space, int part);

// A part's output channels for the candidate that `pick(choice_id)` names, at a scale.
template <typename Pick>
int64_t channels_at(const Space& space, int part, int scale, const Pick& pick) {
  if (part < 0) return space.spec.input.channels;
  const Part& p = space.parts[part];
  if (p.times) return make_divisible(double(p.times) * channels_at(space, part - 1, scale, pick));
  if (!p.sets_channels()) return channels_at(space, part - 1, scale, pick);
  return p.channels[scale][p.channels_choice < 0 ? 0 : pick(p.channels_choice)];
}

}  // namespace ofa
