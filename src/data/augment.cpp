#include "data/augment.h"

#include <fmt/ranges.h>

#include <optional>

#include "config/nearest.h"

namespace ofa {
namespace {

// Calls `visit` with a default value of each kind of step.
template <size_t I = 0>
void each_kind(const auto& visit) {
  if constexpr (I < std::variant_size_v<AugmentStep>) {
    visit(std::variant_alternative_t<I, AugmentStep>{});
    each_kind<I + 1>(visit);
  }
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  each_kind([&](const auto& kind) { all.emplace_back(kind.kName); });
  return all;
}

}  // namespace

std::vector<std::unique_ptr<Augmentation>> make_augmentations(
    const std::vector<AugmentStep>& steps) {
  std::vector<std::unique_ptr<Augmentation>> made;
  for (const AugmentStep& step : steps) {
    made.push_back(std::visit([](const auto& config) { return config.make(); }, step));
  }
  return made;
}

AugmentStep Codec<AugmentStep>::read(const Node& node) {
  const bool is_named_map = node.is_map() && node.items.size() == 1;
  if (!node.is_scalar() && !is_named_map) {
    throw node.error("expected {}, got {}", type_name(), shown(node));
  }
  const std::string& name = is_named_map ? node.items[0].key : node.text;
  std::optional<AugmentStep> step;
  each_kind([&](auto kind) {
    if (name != kind.kName) return;
    if (is_named_map) read_fields(node.items[0], kind);
    step = kind;
  });
  if (step) return *step;
  throw node.error("expected {}, got {}{}", type_name(), name, did_you_mean(name, names()));
}

Node Codec<AugmentStep>::dump(const AugmentStep& step) {
  return std::visit(
      [](const auto& config) {
        using Config = std::decay_t<decltype(config)>;
        if (config == Config{}) return Node::string(Config::kName);
        Node map = Node::map();
        map.add(Config::kName, Codec<Config>::dump(config));
        return map;
      },
      step);
}

std::string Codec<AugmentStep>::type_name() {
  return fmt::format("one of {}, alone or with its keys", fmt::join(names(), ", "));
}

}  // namespace ofa
