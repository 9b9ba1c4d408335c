#include "data/random_resized_crop.h"

#include <algorithm>
#include <cmath>

#include "data/random_window.h"

namespace ofa {
namespace {

class RandomResizedCrop : public Augmentation {
 public:
  explicit RandomResizedCrop(const RandomResizedCropConfig& config) : config_(config) {}

  void place(Size image, int /*resolution*/, Random& random, Window& window) const override {
    window = random_window(image, config_.scale, config_.ratio, random)
                 .value_or(widest_in_the_middle(image));
  }

 private:
  // What is left of a very wide or very high image at the nearest allowed ratio.
  Window widest_in_the_middle(Size image) const {
    const double ratio = std::clamp(static_cast<double>(image.width) / image.height,
                                    config_.ratio.front(), config_.ratio.back());
    const int width =
        std::clamp(static_cast<int>(std::lround(image.height * ratio)), 1, image.width);
    const int height =
        std::clamp(static_cast<int>(std::lround(image.width / ratio)), 1, image.height);
    return {(image.width - width) / 2, (image.height - height) / 2, width, height};
  }

  RandomResizedCropConfig config_;
};

}  // namespace

void RandomResizedCropConfig::check(const Node& node) const {
  check_bounds(node, "scale", scale);
  check_bounds(node, "ratio", ratio);
}

std::unique_ptr<Augmentation> RandomResizedCropConfig::make() const {
  return std::make_unique<RandomResizedCrop>(*this);
}

}  // namespace ofa
