#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace ofa {

using Bfloat16Bits = uint16_t;  // the upper half of a float

// What is computed with: of float and Bfloat16Bits a float.
template <typename T>
using RealOf = std::conditional_t<std::is_same_v<T, double>, double, float>;

template <typename T>
RealOf<T> to_real(T element) {
  if constexpr (std::is_same_v<T, Bfloat16Bits>)
    return std::bit_cast<float>(uint32_t{element} << 16);
  else
    return element;
}

}  // namespace ofa
