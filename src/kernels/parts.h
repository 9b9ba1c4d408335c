#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace ofa {

// Into how many parts a sum over pixels is split: enough for many processors, but so few that
// adding them is little beside making them.
inline int64_t num_parts(int64_t pixels) {
  constexpr int64_t kPixelsOfPart = 128;
  constexpr int64_t kMostParts = 32;
  const auto wanted = static_cast<uint64_t>(pixels / kPixelsOfPart);
  return std::clamp<int64_t>(std::bit_floor(wanted), 1, kMostParts);
}

}  // namespace ofa
