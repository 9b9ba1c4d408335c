#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "data/color_jitter.h"
#include "data/flip.h"
#include "data/padded_crop.h"
#include "data/random_resized_crop.h"

namespace ofa {

// The augmentations that there are.
using AugmentStep =
    std::variant<FlipConfig, PaddedCropConfig, RandomResizedCropConfig, ColorJitterConfig>;

std::vector<std::unique_ptr<Augmentation>> make_augmentations(
    const std::vector<AugmentStep>& steps);

// Their keys as `ofa config` shows them.
struct AugmentForm {
  FlipConfig flip;
  PaddedCropConfig crop;
  RandomResizedCropConfig random_resized_crop;
  ColorJitterConfig color_jitter;

  static void fields(auto& c, auto& v) {
    v.optional(FlipConfig::kName, c.flip, "mirrors, left to right");
    v.optional(PaddedCropConfig::kName, c.crop, "moves, and fills up with black");
    v.optional(RandomResizedCropConfig::kName, c.random_resized_crop,
               "takes a part of random area and shape");
    v.optional(ColorJitterConfig::kName, c.color_jitter, "changes brightness and colours");
  }
};

// A name (`flip`), or a map from it to its keys (`{crop: {padding: 2}}`).
template <>
struct Codec<AugmentStep> {
  static AugmentStep read(const Node& node);
  static Node dump(const AugmentStep& step);
  static std::string type_name();
  using Inner = AugmentForm;
  static constexpr const char* kStep = "";
};

}  // namespace ofa
