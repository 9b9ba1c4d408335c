#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "graph/graph.h"
#include "space/compound.h"

namespace ofa {

constexpr auto names_of(Act) {
  return std::array{std::pair{Act::kNone, "none"},         std::pair{Act::kRelu, "relu"},
                    std::pair{Act::kRelu6, "relu6"},       std::pair{Act::kHSwish, "h_swish"},
                    std::pair{Act::kSwish, "swish"},       std::pair{Act::kSigmoid, "sigmoid"},
                    std::pair{Act::kHSigmoid, "h_sigmoid"}};
}

enum class BlockType { kConv, kSeparable, kMbconv, kBottleneck };
constexpr auto names_of(BlockType) {
  return std::array{
      std::pair{BlockType::kConv, "conv"}, std::pair{BlockType::kSeparable, "separable"},
      std::pair{BlockType::kMbconv, "mbconv"}, std::pair{BlockType::kBottleneck, "bottleneck"}};
}

// What is added to a block's output. Identity: its input, where the shapes agree. Projected: its
// input, pooled by the stride, through a 1x1 conv and norm, wherever channels or sizes may change
// (ResNet-D, 2018). Pooled: its input, pooled by the stride, and through a plain 1x1 conv only if
// channels do change (AttentiveNAS, 2021).
enum class Shortcut { kNone, kIdentity, kProjected, kPooled };
constexpr auto names_of(Shortcut) {
  return std::array{std::pair{Shortcut::kNone, "none"}, std::pair{Shortcut::kIdentity, "identity"},
                    std::pair{Shortcut::kProjected, "projected"},
                    std::pair{Shortcut::kPooled, "pooled"}};
}

// Whose channels the hidden width of squeeze-excite is a part of.
enum class SqueezeOf { kMid, kInput };
constexpr auto names_of(SqueezeOf) {
  return std::array{std::pair{SqueezeOf::kMid, "mid"}, std::pair{SqueezeOf::kInput, "input"}};
}

struct SqueezeExcite {
  SqueezeOf of = SqueezeOf::kMid;
  int reduction = 4;
  int divisor = 8;
  Act activation = Act::kRelu;
  Act gate = Act::kHSigmoid;

  static void fields(auto& c, auto& v) {
    v.optional("of", c.of, "whose channels are reduced: the block's mid or its input");
    v.optional("reduction", c.reduction, range(1, 64),
               "hidden channels are these channels divided by this");
    v.optional("divisor", c.divisor, range(1, 64), "and rounded to a multiple of this");
    v.optional("activation", c.activation, "between the two layers");
    v.optional("gate", c.gate, "after the second layer");
  }
  bool operator==(const SqueezeExcite&) const = default;
};

// `squeeze_excite: true` is the one of MobileNetV3 (2019); a map changes its parts.
struct MaybeSqueezeExcite {
  std::optional<SqueezeExcite> value;
  bool operator==(const MaybeSqueezeExcite&) const = default;
};

template <>
struct Codec<MaybeSqueezeExcite> {
  static MaybeSqueezeExcite read(const Node& node);
  static Node dump(const MaybeSqueezeExcite& value);
  static std::string type_name() { return "true, false or a map"; }
  using Inner = SqueezeExcite;
  static constexpr const char* kStep = "";
};

// One entry of the stem, or a stage: blocks of one type that share their channels.
struct StageSpec {
  BlockType block = BlockType::kConv;
  int stride = 1;
  std::optional<Candidates<int>> channels;  // none: as many as it is given
  Candidates<int> depth{{1}};
  Candidates<int> kernel{{3}};
  Candidates<double> expand{{1}};
  std::optional<Candidates<int>> mid;  // instead of expand
  Act activation = Act::kRelu;
  MaybeSqueezeExcite squeeze_excite;
  std::optional<Shortcut> shortcut;  // none: what is usual for the block type

  static void fields(auto& c, auto& v) {
    v.optional("block", c.block, "what the blocks are made of");
    v.optional("stride", c.stride, range(1, 8), "of the first block");
    v.optional("channels", c.channels, range(1, 8192),
               "output channels; those of the input where absent");
    v.optional("depth", c.depth, range(0, 64),
               "number of blocks; 0 needs blocks that keep their shape");
    v.optional("kernel", c.kernel, says("an odd number from 1 to 15", is_kernel), "kernel size");
    v.optional("expand", c.expand, range(0.01, 16),
               "mid channels by input (bottleneck: output) channels");
    v.optional("mid", c.mid, range(1, 65536),
               "instead of expand: mid channels as they are, each block's own choice");
    v.optional("activation", c.activation, "after each norm but the last of a residual branch");
    v.optional("squeeze_excite", c.squeeze_excite, "true, or a map of its parts");
    v.optional("shortcut", c.shortcut, "what is added to a block's output");
  }
  void check(const Node& node) const;
  Shortcut effective_shortcut() const;
  bool has_mid() const { return block == BlockType::kMbconv || block == BlockType::kBottleneck; }
  static bool is_kernel(double k) { return k >= 1 && k <= 15 && static_cast<int>(k) % 2 == 1; }
  bool operator==(const StageSpec&) const = default;
};

}  // namespace ofa
