#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.h"

namespace ofa {

// How a type stands in YAML. Specialise it to make a type usable as a field:
//   template <> struct Codec<T> {
//     static T read(const Node& node);        // throws node.error("expected ..., got {}",
//     shown(node)) static Node dump(const T& value); static std::string type_name();         //
//     follows "expected": "a number", "all or a map"
//   };
// May have: `static double number(const T&)`, which rules on numbers ask; and, when the keys of a
// struct Form belong into its help, `using Inner = Form;` and `static constexpr const char* kStep =
// "";`.
template <typename T>
struct Codec;

int64_t read_int(const Node& node, int64_t low, int64_t high);
double read_double(const Node& node);
bool read_bool(const Node& node);
std::optional<double> parse_double(std::string_view text);  // finite, and nothing around it

template <>
struct Codec<bool> {
  static bool read(const Node& node) { return read_bool(node); }
  static Node dump(bool value) { return Node::scalar(value ? "true" : "false"); }
  static std::string type_name() { return "true or false"; }
};

template <std::signed_integral T>
struct Codec<T> {
  static T read(const Node& node) {
    using Limits = std::numeric_limits<T>;
    return static_cast<T>(read_int(node, Limits::min(), Limits::max()));
  }
  static Node dump(T value) { return Node::scalar(std::to_string(value)); }
  static std::string type_name() { return "a whole number"; }
  static double number(T value) { return static_cast<double>(value); }
};

template <>
struct Codec<double> {
  static double read(const Node& node) { return read_double(node); }
  static Node dump(double value) { return Node::scalar(fmt::format("{}", value)); }
  static std::string type_name() { return "a number"; }
  static double number(double value) { return value; }
};

template <>
struct Codec<std::string> {
  static std::string read(const Node& node);
  static Node dump(const std::string& value) { return Node::string(value); }
  static std::string type_name() { return "text"; }
};

// A part of the tree as it stands, for whoever reads it later.
template <>
struct Codec<Node> {
  static Node read(const Node& node) { return node; }
  static Node dump(const Node& value) { return value; }
  static std::string type_name() { return "any value"; }
};

}  // namespace ofa
