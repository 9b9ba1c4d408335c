#include "data/image_operation.h"

#include <cmath>

#include "data/affine.h"
#include "data/pixel_operations.h"

namespace ofa {
namespace {

constexpr double kMostDegrees = 30;
constexpr double kSteepest = 0.3;
constexpr double kFarthest = 150.0 / 331;  // of a side: 150 pixels of images of 331
constexpr double kMostChange = 0.9;        // of a factor, up or down

int rounded(double value) {
  return static_cast<int>(std::lround(value));
}

}  // namespace

void apply(ImageOperation operation, double strength, const OperationStyle& style, Random& random,
           Image& image) {
  const double either_way = random.below(2) == 0 ? strength : -strength;
  const double factor = 1 + kMostChange * (style.increasing ? either_way : 2 * strength - 1);
  const double kept = style.increasing ? 1 - strength : strength;
  switch (operation) {
    case ImageOperation::kIdentity:
      return;
    case ImageOperation::kAutoContrast:
      return auto_contrast(image);
    case ImageOperation::kEqualize:
      return equalize(image);
    case ImageOperation::kInvert:
      return invert(image);
    case ImageOperation::kSolarize:
      return solarize(image, rounded(256 * kept));
    case ImageOperation::kPosterize:
      return posterize(image, rounded(4 + 4 * kept));
    case ImageOperation::kColor:
      return change_color(image, factor);
    case ImageOperation::kContrast:
      return change_contrast(image, factor);
    case ImageOperation::kBrightness:
      return change_brightness(image, factor);
    case ImageOperation::kSharpness:
      return change_sharpness(image, factor);
    case ImageOperation::kRotate:
      return rotate(image, kMostDegrees * either_way, style.fill);
    case ImageOperation::kShearX:
      return shear_x(image, kSteepest * either_way, style.fill);
    case ImageOperation::kShearY:
      return shear_y(image, kSteepest * either_way, style.fill);
    case ImageOperation::kTranslateX:
      return translate_x(image, rounded(kFarthest * either_way * image.width), style.fill);
    case ImageOperation::kTranslateY:
      return translate_y(image, rounded(kFarthest * either_way * image.height), style.fill);
  }
}

}  // namespace ofa
