#include "io/published_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"

namespace ofa {
namespace {

using Names = std::vector<std::pair<const char*, const char*>>;

const Names& layers_of(BlockType type) {
  static const Names mbconv = {{"expand", "conv.inverted_bottleneck"},
                               {"depthwise", "conv.depth_conv"},
                               {"se.reduce", "conv.depth_conv.se.fc.reduce"},
                               {"se.expand", "conv.depth_conv.se.fc.expand"},
                               {"project", "conv.point_linear"},
                               {"shortcut", "shortcut"}};
  static const Names bottleneck = {
      {"reduce", "conv1"}, {"middle", "conv2"}, {"expand", "conv3"}, {"shortcut", "downsample"}};
  return type == BlockType::kMbconv ? mbconv : bottleneck;
}

bool is_stem_conv(const Part& part) {
  return part.kind == PartKind::kStage && part.stage.block == BlockType::kConv;
}

// The first part of which no weights are published, if any.
const Part* unpublished_part(const Space& space) {
  for (int id = 0; id < space.first_head(); ++id) {
    const Part& part = space.parts[id];
    const bool is_conv = id < space.first_stage() && is_stem_conv(part);
    const BlockType type = part.stage.block;
    if (part.kind == PartKind::kStage && !is_conv && type != BlockType::kMbconv &&
        type != BlockType::kBottleneck)
      return &part;
  }
  return nullptr;
}

int num_blocks(const Space& space, const Part& part, const Arch* arch) {
  if (part.kind != PartKind::kStage) return 0;
  return arch ? depth_of(space, part, *arch) : part.max_depth();
}

}  // namespace

std::string plain_key(std::string_view key) {
  for (const std::string_view wrapper : {"module.", "last_conv."})
    if (key.starts_with(wrapper)) key.remove_prefix(wrapper.size());
  std::vector<std::string_view> words;
  for (size_t begin = 0; begin <= key.size();) {
    const size_t end = std::min(key.find('.', begin), key.size());
    std::string_view word = key.substr(begin, end - begin);
    if (word == "mobile_inverted_conv") word = "conv";
    if (words.empty() || word != words.back()) words.push_back(word);
    begin = end + 1;
  }
  return fmt::format("{}", fmt::join(words, "."));
}

bool has_published_names(const Space& space) {
  return unpublished_part(space) == nullptr;
}

PublishedNames::PublishedNames(const Space& space, const Arch* arch) {
  if (const Part* part = unpublished_part(space))
    throw Error("space {}: {} is of block {}; published are weights of mbconv and bottleneck",
                space.name, part->name, name_of(part->stage.block));
  const bool is_one_conv =
      std::ranges::count_if(space.parts.begin(), space.parts.begin() + space.first_stage(),
                            is_stem_conv) == 1;
  int num_convs = 0, num_blocks_before = 0;
  for (int id = 0; id < space.first_head(); ++id) {
    const Part& part = space.parts[id];
    for (int block = 0; block < num_blocks(space, part, arch); ++block) {
      const std::string name = part.block_name(block);
      if (!is_stem_conv(part)) {
        add_block(part, name, fmt::format("blocks.{}", num_blocks_before++));
      } else if (is_one_conv) {
        layers_[name + ".main"] = "first_conv";
      } else {
        const bool is_residual = part.stage.effective_shortcut() == Shortcut::kIdentity;
        layers_[name + ".main"] =
            fmt::format("input_stem.{}{}", num_convs++, is_residual ? ".conv" : "");
      }
    }
  }
  add_head(space);
}

void PublishedNames::add_block(const Part& part, const std::string& name,
                               const std::string& published) {
  for (const auto& [ours, theirs] : layers_of(part.stage.block))
    layers_[name + "." + ours] = published + "." + theirs;
  if (part.stage.effective_shortcut() == Shortcut::kPooled)
    unused_.insert(published + ".shortcut.conv.weight");
}

void PublishedNames::add_head(const Space& space) {
  std::vector<std::string> convs;
  for (int id = space.first_head(); id < static_cast<int>(space.parts.size()); ++id) {
    const std::string name = fmt::format("head.{}", id - space.first_head());
    if (space.parts[id].kind == PartKind::kLinear) layers_[name] = "classifier";
    if (space.parts[id].kind == PartKind::kHeadConv) convs.push_back(name);
  }
  for (const char* published : {"feature_mix_layer", "final_expand_layer"}) {
    if (convs.empty()) return;
    layers_[convs.back()] = published;
    convs.pop_back();
  }
}

// The layer is the longest beginning that is one: "stages.0.blocks.0.se.reduce" before ".weight".
std::string PublishedNames::of(const Parameter& parameter) const {
  const std::string& name = parameter.name;
  const char* suffix = parameter.role == Role::kKernelTransform ? "_matrix" : "";
  for (size_t end = name.rfind('.'); end != std::string::npos && end > 0;
       end = name.rfind('.', end - 1)) {
    const auto layer = layers_.find(name.substr(0, end));
    if (layer != layers_.end()) return plain_key(layer->second + name.substr(end) + suffix);
  }
  return name;
}

}  // namespace ofa
