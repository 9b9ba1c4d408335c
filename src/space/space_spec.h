#pragma once

#include <string>
#include <vector>

#include "space/spec.h"

namespace ofa {

// An entry of the stem: `max_pool` (3x3, stride 2), or what a stage is made of.
struct StemEntry {
  std::optional<StageSpec> stage;
  bool operator==(const StemEntry&) const = default;
};

// Output channels of a conv in the head: numbers, or `6x`, a multiple of its input's.
struct HeadChannels {
  Candidates<int> channels;
  int times = 0;
  bool operator==(const HeadChannels&) const = default;
};

struct HeadConv {
  HeadChannels conv;
  bool norm = true;
  Act activation = Act::kRelu;

  static void fields(auto& c, auto& v) {
    v.required("conv", c.conv, "output channels of a 1x1 convolution; 6x is six times its input's");
    v.optional("norm", c.norm, "batch norm after it; without one it has no bias either");
    v.optional("activation", c.activation, "after it");
  }
  void check(const Node& node) const;
  bool operator==(const HeadConv&) const = default;
};

enum class HeadLayer { kPool, kDropout, kLinear };
constexpr auto names_of(HeadLayer) {
  return std::array{std::pair{HeadLayer::kPool, "pool"}, std::pair{HeadLayer::kDropout, "dropout"},
                    std::pair{HeadLayer::kLinear, "linear"}};
}

// An entry of the head: `pool`, `dropout`, `linear` (to the classes), or a 1x1 convolution.
struct HeadEntry {
  std::optional<HeadConv> conv;
  HeadLayer layer = HeadLayer::kPool;
  bool operator==(const HeadEntry&) const = default;
};

struct InputSpec {
  int channels = 3;
  Candidates<int> resolution{{224}};

  static void fields(auto& c, auto& v) {
    v.optional("channels", c.channels, range(1, 64), "1 for grey pictures, 3 for colour");
    v.optional("resolution", c.resolution, range(8, 2048), "height and width");
  }
  void check(const Node& node) const;
  bool operator==(const InputSpec&) const = default;
};

// The stem: one map, or a list of entries.
struct StemSpec {
  std::vector<StemEntry> entries;
  bool is_list = true;
  bool operator==(const StemSpec&) const = default;
};

enum class Shared { kDepth, kKernel, kExpand };
constexpr auto names_of(Shared) {
  return std::array{std::pair{Shared::kDepth, "depth"}, std::pair{Shared::kKernel, "kernel"},
                    std::pair{Shared::kExpand, "expand"}};
}

// A space as its YAML says it.
struct SpaceSpec {
  InputSpec input;
  int classes = 1000;
  Candidates<double> width{{1}};
  std::optional<Candidates<Compound>> compound;
  bool kernel_transform = false;
  double norm_epsilon = 1e-5;
  std::vector<Shared> per_stage;
  std::vector<Shared> per_net;
  StemSpec stem;
  std::vector<StageSpec> stages;
  std::vector<HeadEntry> head;

  static void fields(auto& c, auto& v) {
    v.optional("input", c.input, "the pictures");
    v.optional("classes", c.classes, range(1, 1'000'000),
               "outputs; a run takes the number from its data");
    v.optional("width", c.width, Rule{.low = 0.01, .high = 8, .distinct = true},
               "multiplies all channels, rounded to multiples of 8");
    v.optional("compound", c.compound,
               "EfficientNet's scaling of width, depth and resolution together");
    v.optional("kernel_transform", c.kernel_transform,
               "smaller kernels through learned matrices (7 -> 5 -> 3)");
    v.optional("norm_epsilon", c.norm_epsilon, kPositive, "added to the variance in batch norm");
    v.optional("per_stage", c.per_stage, kDistinct, "choices that all blocks of a stage share");
    v.optional("per_net", c.per_net, kDistinct, "choices that all stages share");
    v.required("stem", c.stem, "what comes before the stages");
    v.required("stages", c.stages, kFilled, "the stages, each a list of blocks");
    v.required("head", c.head, kFilled, "what comes after the stages");
  }
  void check(const Node& node) const;
  bool operator==(const SpaceSpec&) const = default;
};

template <>
struct Codec<StemEntry> {
  static StemEntry read(const Node& node);
  static Node dump(const StemEntry& value);
  static std::string type_name() { return "max_pool or a map as of a stage"; }
};
template <>
struct Codec<StemSpec> {
  static StemSpec read(const Node& node);
  static Node dump(const StemSpec& value);
  static std::string type_name() {
    return "a map as of a stage, or a list of such maps and max_pool";
  }
};
template <>
struct Codec<HeadChannels> {
  static HeadChannels read(const Node& node);
  static Node dump(const HeadChannels& value);
  static std::string type_name() { return "whole numbers from 1 to 16384, or a multiple like 6x"; }
};
template <>
struct Codec<HeadEntry> {
  static HeadEntry read(const Node& node);
  static Node dump(const HeadEntry& value);
  static std::string type_name() { return "pool, dropout, linear or a map with conv"; }
  using Inner = HeadConv;
  static constexpr const char* kStep = "";
};

}  // namespace ofa
