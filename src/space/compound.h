#pragma once

#include <string>

#include "config/fields.h"

namespace ofa {

// One point of compound scaling (EfficientNet, 2019): a preset's name (b0 ... b7), `phi: x`
// for 1.1^x, 1.2^x and 224 * 1.15^x, or the three numbers.
struct Compound {
  std::string name;  // how archs call it: b3, phi1.5, w1.2d1.4r300
  double width = 1;
  double depth = 1;
  int resolution = 224;

  bool operator==(const Compound&) const = default;
};

template <>
struct Codec<Compound> {
  static Compound read(const Node& node);
  static Node dump(const Compound& value);
  static std::string type_name() {
    return "one of b0 ... b7, or a map with phi, or with width, depth and resolution";
  }
};

}  // namespace ofa
