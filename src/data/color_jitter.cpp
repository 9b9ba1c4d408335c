#include "data/color_jitter.h"

#include "data/pixel_operations.h"

namespace ofa {
namespace {

class ColorJitter : public Augmentation {
 public:
  explicit ColorJitter(const ColorJitterConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    const double brightness = factor(random, config_.brightness);
    const double contrast = factor(random, config_.contrast);
    const double saturation = factor(random, config_.saturation);
    if (config_.brightness > 0) change_brightness(image, brightness);
    if (config_.contrast > 0) change_contrast(image, contrast);
    if (config_.saturation > 0) change_color(image, saturation);
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
