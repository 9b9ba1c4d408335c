#pragma once

#include <cstdint>

#include "config/codec.h"

namespace ofa {

// So many of something, or a percentage of it.
struct Amount {
  int64_t count = 0;  // 0: the percentage holds
  double percent = 0;

  int64_t of(int64_t whole) const;
  bool operator==(const Amount&) const = default;
};

template <>
struct Codec<Amount> {
  static Amount read(const Node& node);  // above 0, and below 100%
  static Node dump(const Amount& amount);
  static std::string type_name() { return "a count (5000) or a percentage (10%)"; }
};

}  // namespace ofa
