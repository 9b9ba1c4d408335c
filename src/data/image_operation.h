#pragma once

#include <cstdint>

#include "core/random.h"
#include "data/image.h"

namespace ofa {

// What AutoAugment and RandAugment choose from; the first fourteen are RandAugment's.
enum class ImageOperation {
  kIdentity,
  kAutoContrast,
  kEqualize,
  kRotate,
  kSolarize,
  kColor,
  kPosterize,
  kContrast,
  kBrightness,
  kSharpness,
  kShearX,
  kShearY,
  kTranslateX,
  kTranslateY,
  kInvert
};
inline constexpr int kNumRandAugmentOperations = 14;

// `increasing`: every operation changes more at a greater strength. Otherwise solarize, posterize
// and the four that have a factor go through their range from one end to the other, as in Cubuk et
// al., "AutoAugment" (2019).
struct OperationStyle {
  bool increasing = true;
  uint8_t fill = 128;  // what comes in from outside
};

// The strength is a share, 0 to 1, of the operation's range. Which way an operation goes that has
// two is drawn.
void apply(ImageOperation operation, double strength, const OperationStyle& style, Random& random,
           Image& image);

}  // namespace ofa
