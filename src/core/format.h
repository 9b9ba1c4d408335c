#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace ofa {

// Numbers as people read them.
std::string with_thousands(std::string_view digits);  // "44731008" -> "44,731,008"; "-" may lead
template <std::integral Integer>
std::string with_thousands(Integer value) {
  return with_thousands(std::to_string(value));
}

std::string human_bytes(uint64_t bytes);     // "999 B", "1.2 kB", "75 MB": powers of 1000
std::string human_duration(double seconds);  // "4.2 s", "3 m 05 s", "1 h 02 m", "2 d 07 h"

}  // namespace ofa
