#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "config/one_of.h"
#include "data/auto_augment.h"
#include "data/color_jitter.h"
#include "data/flip.h"
#include "data/padded_crop.h"
#include "data/rand_augment.h"
#include "data/random_erasing.h"
#include "data/random_resized_crop.h"

namespace ofa {

// The augmentations that there are.
using AugmentStep =
    std::variant<FlipConfig, PaddedCropConfig, RandomResizedCropConfig, ColorJitterConfig,
                 RandAugmentConfig, AutoAugmentConfig, RandomErasingConfig>;

template <>
struct Codec<AugmentStep> : OneOfCodec<AugmentStep> {};

std::vector<std::unique_ptr<Augmentation>> make_augmentations(
    const std::vector<AugmentStep>& steps);

}  // namespace ofa
