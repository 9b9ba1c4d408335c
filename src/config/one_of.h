#pragma once

#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "config/nearest.h"

namespace ofa {

// A variant of structs, each with fields and a kName, in YAML: the name alone (`flip`), or a map
// from it to its keys (`{crop: {padding: 2}}`). For codecs to derive from.
template <typename Variant>
struct OneOfCodec {
  static Variant read(const Node& node) {
    const bool is_named_map = node.is_map() && node.items.size() == 1;
    if (!node.is_scalar() && !is_named_map)
      throw node.error("expected {}, got {}", type_name(), shown(node));
    const std::string& name = is_named_map ? node.items[0].key : node.text;
    std::optional<Variant> value;
    each_kind([&](auto kind) {
      if (name != kind.kName) return;
      if (is_named_map) read_fields(node.items[0], kind);
      value = kind;
    });
    if (value) return *value;
    throw node.error("expected {}, got {}{}", type_name(), name, did_you_mean(name, names()));
  }

  static Node dump(const Variant& value) {
    return std::visit(
        [](const auto& kind) {
          using Kind = std::decay_t<decltype(kind)>;
          if (kind == Kind{}) return Node::string(Kind::kName);
          Node map = Node::map();
          map.add(Kind::kName, Codec<Kind>::dump(kind));
          return map;
        },
        value);
  }

  static std::string type_name() {
    return fmt::format("one of {}, alone or with its keys", fmt::join(names(), ", "));
  }

 private:
  // Calls `visit` with a default value of each kind.
  template <size_t I = 0>
  static void each_kind(const auto& visit) {
    if constexpr (I < std::variant_size_v<Variant>) {
      visit(std::variant_alternative_t<I, Variant>{});
      each_kind<I + 1>(visit);
    }
  }

  static std::vector<std::string> names() {
    std::vector<std::string> all;
    each_kind([&](const auto& kind) { all.emplace_back(kind.kName); });
    return all;
  }
};

}  // namespace ofa
