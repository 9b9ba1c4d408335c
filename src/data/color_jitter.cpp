#include "data/color_jitter.h"

#include <algorithm>
#include <array>

namespace ofa {
namespace {

uint8_t to_byte(double value) {
  return static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

double mean_luminance(const Image& image) {
  uint64_t sum = 0;
  const uint8_t* in = image.pixels.data();
  const size_t num_pixels = static_cast<size_t>(image.height) * image.width;
  for (size_t i = 0; i < num_pixels; ++i, in += image.channels) {
    sum += image.channels == 3 ? luminance(in[0], in[1], in[2]) : in[0];
  }
  return static_cast<double>(sum) / static_cast<double>(num_pixels);
}

// Away from `centre`, or towards it.
void stretch(Image& image, double centre, double factor) {
  std::array<uint8_t, 256> table;
  for (int i = 0; i < 256; ++i) table[i] = to_byte(centre + (i - centre) * factor);
  for (uint8_t& value : image.pixels) value = table[value];
}

void saturate(Image& image, double factor) {
  const auto share = static_cast<float>(factor);
  for (size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    uint8_t* pixel = image.pixels.data() + i;
    const auto grey = static_cast<float>(luminance(pixel[0], pixel[1], pixel[2]));
    for (int c = 0; c < 3; ++c) {
      const float value = grey + (static_cast<float>(pixel[c]) - grey) * share + 0.5F;
      pixel[c] = static_cast<uint8_t>(std::clamp(value, 0.0F, 255.0F));
    }
  }
}

class ColorJitter : public Augmentation {
 public:
  explicit ColorJitter(const ColorJitterConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    const double brightness = factor(random, config_.brightness);
    const double contrast = factor(random, config_.contrast);
    const double saturation = factor(random, config_.saturation);
    if (config_.brightness > 0) stretch(image, 0, brightness);
    if (config_.contrast > 0) stretch(image, mean_luminance(image), contrast);
    if (config_.saturation > 0 && image.channels == 3) saturate(image, saturation);
  }

 private:
  static double factor(Random& random, double change) {
    return 1 + change * (2 * random.uniform() - 1);
  }

  ColorJitterConfig config_;
};

}  // namespace

std::unique_ptr<Augmentation> ColorJitterConfig::make() const {
  return std::make_unique<ColorJitter>(*this);
}

}  // namespace ofa
