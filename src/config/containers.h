#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/codec.h"

namespace ofa {

// A codec around another one has also: Inner; kStep, its step in a path of keys; wrap, its type's
// name around the inner one's; each, which calls visit(node, value) for every inner value.
template <typename T>
concept Container = requires(std::string inner) {
  Codec<T>::wrap(inner);
};

template <typename T>
struct Codec<std::vector<T>> {
  using Inner = T;
  static constexpr const char* kStep = ".N";

  static std::vector<T> read(const Node& node) {
    if (!node.is_list()) throw node.error("expected {}, got {}", type_name(), shown(node));
    std::vector<T> values;
    for (const Node& item : node.items) values.push_back(Codec<T>::read(item));
    return values;
  }
  static Node dump(const std::vector<T>& values) {
    Node node = Node::list();
    for (const T& value : values) node.items.push_back(Codec<T>::dump(value));
    return node;
  }
  static std::string type_name() { return wrap(Codec<T>::type_name()); }
  static std::string wrap(const std::string& inner) { return "a list, each " + inner; }
  static void each(const Node& node, const std::vector<T>& values, auto visit) {
    for (size_t i = 0; i < values.size(); ++i) visit(node.items[i], values[i]);
  }
};

template <typename T>
struct Codec<std::optional<T>> {
  using Inner = T;
  static constexpr const char* kStep = "";

  static std::optional<T> read(const Node& node) {
    if (node.is_null()) return std::nullopt;
    return Codec<T>::read(node);
  }
  static Node dump(const std::optional<T>& value) {
    return value ? Codec<T>::dump(*value) : Node();
  }
  static std::string type_name() { return wrap(Codec<T>::type_name()); }
  static std::string wrap(const std::string& inner) { return inner + ", or null"; }
  static void each(const Node& node, const std::optional<T>& value, auto visit) {
    if (value) visit(node, *value);
  }
};

template <typename T>
struct Codec<std::map<std::string, T>> {
  using Inner = T;
  static constexpr const char* kStep = ".NAME";

  static std::map<std::string, T> read(const Node& node) {
    if (!node.is_map()) throw node.error("expected {}, got {}", type_name(), shown(node));
    std::map<std::string, T> values;
    for (const Node& item : node.items) values.emplace(item.key, Codec<T>::read(item));
    return values;
  }
  static Node dump(const std::map<std::string, T>& values) {
    Node node = Node::map();
    for (const auto& [key, value] : values) node.add(key, Codec<T>::dump(value));
    return node;
  }
  static std::string type_name() { return wrap(Codec<T>::type_name()); }
  static std::string wrap(const std::string& inner) { return "a map from names, each to " + inner; }
  static void each(const Node& node, const std::map<std::string, T>& values, auto visit) {
    for (const Node& item : node.items) visit(item, values.at(item.key));
  }
};

}  // namespace ofa
