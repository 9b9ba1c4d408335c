#pragma once

#include "config/fields.h"

namespace ofa {

// A number that may move in a line over a phase: 0.5, or {from: 0, to: 1}.
struct Ramp {
  double from = 1, to = 1;

  double at(double part) const { return from + (to - from) * part; }  // of the phase, 0 to 1
  bool is_zero() const { return from == 0 && to == 0; }
  bool operator==(const Ramp&) const = default;
};

template <>
struct Codec<Ramp> {
  static Ramp read(const Node& node);
  static Node dump(const Ramp& ramp);
  static std::string type_name() { return "a number >= 0, or {from: A, to: B} over the phase"; }
};

}  // namespace ofa
