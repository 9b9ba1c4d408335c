#include "space/spec.h"

#include <algorithm>

#include "space/space_spec.h"

namespace ofa {

Shortcut StageSpec::effective_shortcut() const {
  if (shortcut) return *shortcut;
  switch (block) {
    case BlockType::kMbconv:
      return Shortcut::kIdentity;
    case BlockType::kBottleneck:
      return Shortcut::kProjected;
    default:
      return Shortcut::kNone;
  }
}

void StageSpec::check(const Node& node) const {
  const bool may_vanish = std::ranges::find(depth.values, 0) != depth.values.end();
  if (may_vanish && (channels || stride != 1))
    throw node.error_at("depth", "0 needs a stage that keeps its shape: no channels, stride 1");
  const bool has_mid = block == BlockType::kMbconv || block == BlockType::kBottleneck;
  if (node.find("expand") && !has_mid)
    throw node.error_at("expand", "only mbconv and bottleneck blocks expand, not {}",
                        name_of(block));
  if (squeeze_excite.value && block != BlockType::kMbconv)
    throw node.error_at("squeeze_excite", "only mbconv blocks have it, not {}", name_of(block));
  if (block == BlockType::kSeparable && shortcut && *shortcut != Shortcut::kNone)
    throw node.error_at("shortcut", "separable blocks have none");
}

void SpaceSpec::check(const Node& node) const {
  if (compound && node.find("input") && node.find("input")->find("resolution"))
    throw node.error_at("compound", "sets the resolution; delete input.resolution");
  if (compound)
    for (size_t i = 0; i < compound->values.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        if (compound->values[i] == compound->values[j])
          throw node.error_at("compound", "{} is listed twice", compound->values[i].name);
  if (stages.size() > 64 || stem.entries.size() > 16 || head.size() > 16)
    throw node.error("expected at most 16 stem entries, 64 stages and 16 head entries");
  for (const Shared shared : per_net)
    if (std::ranges::find(per_stage, shared) != per_stage.end())
      throw node.error_at("per_net", "{} is in per_stage too", name_of(shared));
  const Node& list = *node.find("head");
  bool pooled = false;
  for (size_t i = 0; i < head.size(); ++i) {
    const bool is_pool = !head[i].conv && head[i].layer == HeadLayer::kPool;
    const bool is_linear = !head[i].conv && head[i].layer == HeadLayer::kLinear;
    if (is_pool && pooled) throw list.items[i].error("there is one pool already");
    pooled = pooled || is_pool;
    if (is_linear && !pooled) throw list.items[i].error("linear needs a pool before it");
    if (is_linear != (i + 1 == head.size()))
      throw list.items[i].error("linear is the last entry of the head");
  }
}

MaybeSqueezeExcite Codec<MaybeSqueezeExcite>::read(const Node& node) {
  if (node.is_map()) return {ofa::read<SqueezeExcite>(node)};
  if (!node.is_scalar() || (node.text != "true" && node.text != "false"))
    throw node.error("expected {}, got {}", type_name(), shown(node));
  return node.text == "true" ? MaybeSqueezeExcite{SqueezeExcite{}} : MaybeSqueezeExcite{};
}

Node Codec<MaybeSqueezeExcite>::dump(const MaybeSqueezeExcite& value) {
  if (!value.value) return ofa::dump(false);
  return *value.value == SqueezeExcite{} ? ofa::dump(true) : ofa::dump(*value.value);
}

StemEntry Codec<StemEntry>::read(const Node& node) {
  if (node.is_scalar() && node.text == "max_pool") return {};
  if (!node.is_map()) throw node.error("expected {}, got {}", type_name(), shown(node));
  return {ofa::read<StageSpec>(node)};
}

Node Codec<StemEntry>::dump(const StemEntry& value) {
  return value.stage ? ofa::dump(*value.stage) : Node::string("max_pool");
}

StemSpec Codec<StemSpec>::read(const Node& node) {
  if (node.is_list()) return {Codec<std::vector<StemEntry>>::read(node), true};
  return {{Codec<StemEntry>::read(node)}, false};
}

Node Codec<StemSpec>::dump(const StemSpec& value) {
  if (!value.is_list) return Codec<StemEntry>::dump(value.entries.front());
  return Codec<std::vector<StemEntry>>::dump(value.entries);
}

HeadChannels Codec<HeadChannels>::read(const Node& node) {
  const bool is_multiple =
      node.is_scalar() && node.text.size() > 1 && node.text.size() <= 3 && node.text.ends_with('x');
  if (is_multiple && std::all_of(node.text.begin(), node.text.end() - 1,
                                 [](char c) { return c >= '0' && c <= '9'; })) {
    const int times = std::stoi(node.text);
    if (times > 0) return {{}, times};
  }
  const HeadChannels read{ofa::read<Candidates<int>>(node), 0};
  for (const int channels : read.channels.values)
    if (channels < 1 || channels > 16384)
      throw node.error("expected {}, got {}", type_name(), channels);
  return read;
}

Node Codec<HeadChannels>::dump(const HeadChannels& value) {
  return value.times ? Node::string(std::to_string(value.times) + "x") : ofa::dump(value.channels);
}

HeadEntry Codec<HeadEntry>::read(const Node& node) {
  if (node.is_map()) return {ofa::read<HeadConv>(node), HeadLayer::kPool};
  return {std::nullopt, ofa::read<HeadLayer>(node)};
}

Node Codec<HeadEntry>::dump(const HeadEntry& value) {
  return value.conv ? ofa::dump(*value.conv) : ofa::dump(value.layer);
}

}  // namespace ofa
