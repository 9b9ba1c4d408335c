#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/codec.h"
#include "config/nearest.h"

namespace ofa {

// An enum with names, which stand in one table beside it:
//   constexpr auto names_of(Decay) {
//     return std::array{std::pair{Decay::kCosine, "cosine"}, std::pair{Decay::kStep, "step"}};
//   }
template <typename T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  names_of(value);
};

template <NamedEnum T>
std::string name_of(T value) {
  for (const auto& [candidate, name] : names_of(value)) {
    if (candidate == value) return name;
  }
  throw std::logic_error("an enumerator without a name");
}

template <NamedEnum T>
std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const auto& [value, name] : names_of(T{})) names.emplace_back(name);
  return names;
}

template <NamedEnum T>
struct Codec<T> {
  static T read(const Node& node) {
    for (const auto& [value, name] : names_of(T{})) {
      if (node.is_scalar() && node.text == name) return value;
    }
    throw node.error("expected {}, got {}{}", type_name(), shown(node),
                     node.is_scalar() ? did_you_mean(node.text, all_names<T>()) : "");
  }
  static Node dump(T value) { return Node::string(name_of(value)); }
  static std::string type_name() {
    return fmt::format("one of {}", fmt::join(all_names<T>(), ", "));
  }
};

}  // namespace ofa
