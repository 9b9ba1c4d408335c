#pragma once

#include <string>
#include <vector>

#include "config/containers.h"

namespace ofa {

// In a space one value is fixed, a list is a choice: `kernel: 5`, `kernel: [3, 5, 7]`.
template <typename T>
struct Candidates {
  std::vector<T> values;

  bool fixed() const { return values.size() == 1; }
  bool operator==(const Candidates&) const = default;
};

template <typename T>
struct Codec<Candidates<T>> {
  using Inner = T;
  static constexpr const char* kStep = "";

  static Candidates<T> read(const Node& node) {
    if (!node.is_list()) return {{Codec<T>::read(node)}};
    if (node.items.empty()) throw node.error("expected {}, got an empty list", type_name());
    return {Codec<std::vector<T>>::read(node)};
  }
  static Node dump(const Candidates<T>& candidates) {
    if (candidates.fixed()) return Codec<T>::dump(candidates.values.front());
    return Codec<std::vector<T>>::dump(candidates.values);
  }
  static std::string type_name() { return wrap(Codec<T>::type_name()); }
  static std::string wrap(const std::string& inner) { return inner + " or a list of them"; }
  static void each(const Node& node, const Candidates<T>& candidates, auto visit) {
    if (!node.is_list()) return visit(node, candidates.values.front());
    Codec<std::vector<T>>::each(node, candidates.values, visit);
  }
};

}  // namespace ofa
