#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/codec.h"

namespace ofa {

// Numbers that carry a unit in YAML, so that a wrong one is an error.

struct Duration {  // 90s, 10m, 1.5h
  double seconds = 0;
  bool operator==(const Duration&) const = default;
};

struct Fraction {  // 5% or 0.05; from 0 to 1
  double value = 0;
  bool operator==(const Fraction&) const = default;
};

struct Count {  // 128, 10k, 1.5M, 2G: powers of 1000
  int64_t value = 0;
  bool operator==(const Count&) const = default;
};

// What stands for itself: 25, 300M, 1.5k, 92%. None: it is no such number.
std::optional<double> parse_quantity(std::string_view text);

template <>
struct Codec<Duration> {
  static Duration read(const Node& node);
  static Node dump(const Duration& duration);
  static std::string type_name() { return "a duration (90s, 10m, 1.5h)"; }
  static double number(const Duration& duration) { return duration.seconds; }
};

template <>
struct Codec<Fraction> {
  static Fraction read(const Node& node);
  static Node dump(const Fraction& fraction);
  static std::string type_name() { return "a fraction (5% or 0.05)"; }
  static double number(const Fraction& fraction) { return fraction.value; }
};

template <>
struct Codec<Count> {
  static Count read(const Node& node);
  static Node dump(const Count& count);
  static std::string type_name() { return "a count (500, 10k, 1.5M)"; }
  static double number(const Count& count) { return static_cast<double>(count.value); }
};

}  // namespace ofa
