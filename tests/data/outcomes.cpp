#include "tests/data/outcomes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/affine.h"
#include "data/pixel_operations.h"

namespace ofa {
namespace {

// From the weakest magnitude's value to the strongest one's.
struct Range {
  double from, to;
  double at(double strength) const { return from + (to - from) * strength; }
};

using Enhance = void (*)(Image&, double);

Enhance enhance_of(ImageOperation operation) {
  switch (operation) {
    case ImageOperation::kColor:
      return change_color;
    case ImageOperation::kContrast:
      return change_contrast;
    case ImageOperation::kBrightness:
      return change_brightness;
    case ImageOperation::kSharpness:
      return change_sharpness;
    default:
      return nullptr;
  }
}

void move(ImageOperation operation, double strength, uint8_t fill, Image& image) {
  switch (operation) {
    case ImageOperation::kRotate:
      return rotate(image, Range{0, 30}.at(strength), fill);
    case ImageOperation::kShearX:
      return shear_x(image, Range{0, 0.3}.at(strength), fill);
    case ImageOperation::kShearY:
      return shear_y(image, Range{0, 0.3}.at(strength), fill);
    case ImageOperation::kTranslateX:
      return translate_x(image, std::lround(150 * strength * image.width / 331), fill);
    default:
      return translate_y(image, std::lround(150 * strength * image.height / 331), fill);
  }
}

}  // namespace

Outcomes outcomes_of(ImageOperation operation, double strength, const OperationStyle& style,
                     const Image& image) {
  Outcomes outcomes;
  const auto add_changed = [&](double share, const auto& change) {
    Image copy = image;
    change(copy);
    outcomes[copy.pixels] += share;
  };
  const auto by_table = [&](const auto& change) { add_changed(1, change); };
  const auto both_ways = [&](const auto& change) {
    add_changed(0.5, [&](Image& it) { change(it, strength); });
    add_changed(0.5, [&](Image& it) { change(it, -strength); });
  };
  if (const Enhance enhance = enhance_of(operation)) {
    if (style.increasing) {
      both_ways([&](Image& it, double signed_strength) {
        enhance(it, Range{1, 1.9}.at(signed_strength));
      });
    } else {
      by_table([&](Image& it) { enhance(it, Range{0.1, 1.9}.at(strength)); });
    }
    return outcomes;
  }
  const Range thresholds = style.increasing ? Range{256, 0} : Range{0, 256};
  const Range bits = style.increasing ? Range{8, 4} : Range{4, 8};
  switch (operation) {
    case ImageOperation::kIdentity:
      by_table([](Image&) {});
      break;
    case ImageOperation::kAutoContrast:
      by_table(auto_contrast);
      break;
    case ImageOperation::kEqualize:
      by_table(equalize);
      break;
    case ImageOperation::kInvert:
      by_table(invert);
      break;
    case ImageOperation::kSolarize:
      by_table([&](Image& it) { solarize(it, std::lround(thresholds.at(strength))); });
      break;
    case ImageOperation::kPosterize:
      by_table([&](Image& it) { posterize(it, std::lround(bits.at(strength))); });
      break;
    default:
      both_ways([&](Image& it, double signed_strength) {
        move(operation, signed_strength, style.fill, it);
      });
  }
  return outcomes;
}

Outcomes followed_by(const Outcomes& first, double probability, const Change& second,
                     const Image& like) {
  Outcomes outcomes;
  for (const auto& [pixels, share] : first) {
    outcomes[pixels] += share * (1 - probability);
    Image image = like;
    image.pixels = pixels;
    if (probability > 0) add(outcomes, second(image), share * probability);
  }
  return outcomes;
}

void add(Outcomes& sum, const Outcomes& more, double share) {
  for (const auto& [pixels, likely] : more) sum[pixels] += share * likely;
}

void expect_as_likely(const Outcomes& expected, const Augmentation& step, const Image& image,
                      int draws) {
  double sum = 0;
  for (const auto& [pixels, likely] : expected) sum += likely;
  EXPECT_NEAR(sum, 1, 1e-9);
  std::map<std::vector<uint8_t>, int> counts;
  for (int i = 0; i < draws; ++i) {
    Random random(1, "augment", i);
    Image copy = image;
    step.paint(random, copy);
    ASSERT_TRUE(expected.contains(copy.pixels)) << "draw " << i;
    ++counts[copy.pixels];
  }
  for (const auto& [pixels, likely] : expected) {
    const double deviation = std::sqrt(draws * likely * (1 - likely));
    EXPECT_NEAR(counts[pixels], draws * likely, 4 * deviation + 1) << likely;
  }
}

}  // namespace ofa
