#pragma once

#include <fmt/ranges.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "config/nearest.h"

namespace ofa {

// One of several structs: its name (`flip`), or a map from it to its keys (`{crop: {padding: 2}}`).
// Each struct has `static constexpr const char*` kName and kHelp, and `==`. For a variant:
//   template <> struct Codec<Step> : OneOfCodec<Step> {};
template <typename Variant>
struct OneOfCodec;

// Their keys as `ofa config` shows them.
template <typename... Kinds>
struct OneOfForm {
  std::tuple<Kinds...> kinds;

  static void fields(auto& c, auto& v) {
    std::apply([&](auto&... kind) { (v.optional(kind.kName, kind, kind.kHelp), ...); }, c.kinds);
  }
};

template <typename... Kinds>
struct OneOfCodec<std::variant<Kinds...>> {
  using Value = std::variant<Kinds...>;
  using Inner = OneOfForm<Kinds...>;
  static constexpr const char* kStep = "";

  static Value read(const Node& node) {
    const bool has_keys = node.is_map() && node.items.size() == 1;
    if (!has_keys && !node.is_scalar()) {
      throw node.error("expected {}, got {}", type_name(), shown(node));
    }
    const std::string& name = has_keys ? node.items[0].key : node.text;
    std::optional<Value> value;
    const auto read_kind = [&]<typename Kind>(const Kind*) {
      if (name == Kind::kName) value = Codec<Kind>::read(has_keys ? node.items[0] : no_keys(node));
    };
    (read_kind(static_cast<Kinds*>(nullptr)), ...);
    if (value) return *value;
    throw node.error("expected {}, got {}{}", type_name(), name, did_you_mean(name, names()));
  }

  static Node dump(const Value& value) {
    return std::visit(
        []<typename Kind>(const Kind& kind) {
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
  static std::vector<std::string> names() { return {Kinds::kName...}; }

  // `drive` as `drive: {}`.
  static Node no_keys(const Node& name) {
    Node map = Node::map();
    map.place = name.place;
    map.step = std::make_shared<Node::Step>(Node::Step{name.step, name.text});
    return map;
  }
};

}  // namespace ofa
