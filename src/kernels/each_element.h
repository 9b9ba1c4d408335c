#pragma once

#include <tuple>

#include "kernels/elements.h"

namespace ofa {

// HWY_EXPORT knows no templates. What it exports here returns a function for each type of element,
// in this order: float, Bfloat16Bits, double. This one is T's.
template <typename T, class... Functions>
auto of_element(const std::tuple<Functions...>& functions) {
  constexpr int kPlace = std::is_same_v<T, float> ? 0 : std::is_same_v<T, Bfloat16Bits> ? 1 : 2;
  return std::get<kPlace>(functions);
}

}  // namespace ofa
