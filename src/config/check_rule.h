#pragma once

#include <set>
#include <stdexcept>
#include <string>

#include "config/codec.h"
#include "config/containers.h"
#include "config/rules.h"
#include "config/yaml.h"

namespace ofa {

// A type and a rule in words: "a number > 0 or a list of them (no value twice)".
template <typename T>
std::string describe(const Rule& rule) {
  std::string text;
  if constexpr (Container<T>) {
    text = Codec<T>::wrap(describe<typename Codec<T>::Inner>(rule.numbers_only()));
  } else {
    text = rule.numbers_only().describe(Codec<T>::type_name());
  }
  if (rule.filled) text += " (not empty)";
  if (rule.distinct) text += " (no value twice)";
  return text;
}

template <typename T>
void check_each(const Rule& rule, const Node& node, const T& value);

// Holds a value that was read from `node` to a rule.
template <typename T>
void check_rule(const Rule& rule, const Node& node, const T& value) {
  if (rule.filled && node.text.empty() && node.items.empty()) {
    throw node.error("expected {}, got {}", describe<T>(rule), shown(node));
  }
  if constexpr (Container<T>) {
    check_each(rule, node, value);
  } else if constexpr (requires { Codec<T>::number(value); }) {
    if (rule.allows(Codec<T>::number(value))) return;
    throw node.error("expected {}, got {}", describe<T>(rule), shown(node));
  } else if (rule.on_numbers()) {
    throw std::logic_error(node.path() + ": a rule on numbers, but the type has none");
  }
}

template <typename T>
void check_each(const Rule& rule, const Node& node, const T& value) {
  using Inner = typename Codec<T>::Inner;
  std::set<std::string> seen;
  Codec<T>::each(node, value, [&](const Node& item, const Inner& inner) {
    check_rule(rule.numbers_only(), item, inner);
    if (rule.distinct && !seen.insert(to_flow(Codec<Inner>::dump(inner))).second) {
      throw item.error("expected each value once, got {} twice", shown(item));
    }
  });
}

}  // namespace ofa
