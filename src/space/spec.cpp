#include "space/spec.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "space/limits.h"
#include "space/space_spec.h"

namespace ofa {
namespace {

void check_lengths(const Node& node, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const Node* list = node.find(key);
    if (list && list->items.size() > kMaxCandidates)
      throw list->error("expected at most {} candidates, got {}", kMaxCandidates,
                        list->items.size());
  }
}

using Entry = std::pair<const StageSpec*, const Node*>;

std::vector<Entry> entries_of(const SpaceSpec& spec, const Node& node) {
  std::vector<Entry> entries;
  const Node &stem = *node.find("stem"), &stages = *node.find("stages");
  for (size_t i = 0; i < spec.stem.entries.size(); ++i)
    if (spec.stem.entries[i].stage)
      entries.emplace_back(&*spec.stem.entries[i].stage, stem.is_list() ? &stem.items[i] : &stem);
  for (size_t i = 0; i < spec.stages.size(); ++i)
    entries.emplace_back(&spec.stages[i], &stages.items[i]);
  return entries;
}

std::set<double> listed(const StageSpec& stage, Shared shared) {
  const auto as_set = [](const auto& candidates) {
    return std::set<double>(candidates.values.begin(), candidates.values.end());
  };
  return shared == Shared::kDepth    ? as_set(stage.depth)
         : shared == Shared::kKernel ? as_set(stage.kernel)
                                     : as_set(stage.expand);
}

// One choice for many blocks has blocks to decide about; of the whole net, one list of candidates.
void check_shared(const std::vector<Entry>& entries, Shared shared, bool of_net) {
  const Entry* first = nullptr;
  for (const Entry& entry : entries) {
    const auto& [stage, node] = entry;
    if (listed(*stage, shared).size() < 2) continue;
    if (shared != Shared::kDepth && std::ranges::count(stage->depth.values, 0))
      throw node->error_at(name_of(shared),
                           "one choice for all blocks, but depth may be 0; fix one of the two");
    if (first && of_net && listed(*stage, shared) != listed(*first->first, shared))
      throw node->error_at(name_of(shared),
                           "one choice for the whole net; expected the candidates of {}",
                           first->second->path());
    if (!first) first = &entry;
  }
}

void check_head(const std::vector<HeadEntry>& head, const Node& list) {
  bool pooled = false;
  for (size_t i = 0; i < head.size(); ++i) {
    const bool is_pool = !head[i].conv && head[i].layer == HeadLayer::kPool;
    const bool is_linear = !head[i].conv && head[i].layer == HeadLayer::kLinear;
    const bool is_last = i + 1 == head.size();
    if (is_pool && pooled) throw list.items[i].error("there is one pool already");
    pooled = pooled || is_pool;
    if (is_linear && !is_last) throw list.items[i].error("only the last entry may be linear");
    if (is_linear && !pooled) throw list.items[i].error("linear needs a pool before it");
    if (!is_linear && is_last)
      throw list.items[i].error("expected linear as the last entry, got {}",
                                head[i].conv ? "conv" : name_of(head[i].layer));
  }
}

}  // namespace

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
  check_lengths(node, {"channels", "depth", "kernel", "expand", "mid"});
  const bool may_vanish = std::ranges::count(depth.values, 0) > 0;
  if (may_vanish && depth.fixed()) throw node.error_at("depth", "0 alone leaves no blocks at all");
  if (may_vanish && (channels || stride != 1))
    throw node.error_at("depth", "0 needs a stage that keeps its shape: no channels, stride 1");
  const bool expands = expand != Candidates<double>{{1}};
  if (!has_mid() && (expands || mid))
    throw node.error_at(mid ? "mid" : "expand", "only mbconv and bottleneck blocks {}, not {}",
                        mid ? "have mid channels" : "expand", name_of(block));
  if (mid && expands) throw node.error_at("mid", "stands instead of expand; delete one of the two");
  if (squeeze_excite.value && block != BlockType::kMbconv)
    throw node.error_at("squeeze_excite", "only mbconv blocks have it, not {}", name_of(block));
  if (block == BlockType::kSeparable && effective_shortcut() != Shortcut::kNone)
    throw node.error_at("shortcut", "separable blocks have none");
  if (effective_shortcut() == Shortcut::kPooled && stride > 2)
    throw node.error_at("shortcut", "pooled fits a stride of 1 or 2, not {}; take projected",
                        stride);
}

void HeadConv::check(const Node& node) const {
  check_lengths(node, {"conv"});
}

void InputSpec::check(const Node& node) const {
  check_lengths(node, {"resolution"});
}

void SpaceSpec::check(const Node& node) const {
  check_lengths(node, {"width", "compound"});
  if (compound && input.resolution != InputSpec().resolution)
    throw node.error_at("compound", "sets the resolution; delete input.resolution");
  if (stages.size() > 64 || stem.entries.size() > 16 || head.size() > 16)
    throw node.error("expected at most 16 stem entries, 64 stages and 16 head entries");
  for (const Shared shared : per_net)
    if (std::ranges::count(per_stage, shared))
      throw node.error_at("per_net", "{} is in per_stage too", name_of(shared));
  const std::vector<Entry> entries = entries_of(*this, node);
  for (const Shared shared : per_stage) check_shared(entries, shared, /*of_net=*/false);
  for (const Shared shared : per_net) check_shared(entries, shared, /*of_net=*/true);
  check_head(head, *node.find("head"));
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
  const auto stage = ofa::read<StageSpec>(node);
  if (std::ranges::max(stage.depth.values) > 1)
    throw node.error_at("depth", "an entry of the stem is one block; list it twice");
  return {stage};
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
  if (node.is_scalar() && !parse_double(node.text))
    throw node.error("expected {}, got {}", type_name(), shown(node));
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
