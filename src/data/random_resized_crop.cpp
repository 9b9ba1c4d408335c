#include "data/random_resized_crop.h"

#include <algorithm>
#include <cmath>

#include "config/node.h"

namespace ofa {
namespace {

constexpr int kTries = 10;

class RandomResizedCrop : public Augmentation {
 public:
  explicit RandomResizedCrop(const RandomResizedCropConfig& config)
      : config_(config),
        log_ratio_{std::log(config.ratio.front()), std::log(config.ratio.back())} {}

  void place(Size image, int /*resolution*/, Random& random, Window& window) const override {
    const double area = static_cast<double>(image.height) * image.width;
    for (int i = 0; i < kTries; ++i) {
      const double part = area * between(random, config_.scale);
      const double ratio = std::exp(between(random, log_ratio_));
      const auto width = static_cast<int>(std::lround(std::sqrt(part * ratio)));
      const auto height = static_cast<int>(std::lround(std::sqrt(part / ratio)));
      if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
      const auto y = static_cast<int>(random.below(image.height - height + 1));
      const auto x = static_cast<int>(random.below(image.width - width + 1));
      window = {x, y, width, height};
      return;
    }
    window = widest_in_the_middle(image);
  }

 private:
  static double between(Random& random, const std::vector<double>& bounds) {
    return bounds.front() + (bounds.back() - bounds.front()) * random.uniform();
  }

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
  std::vector<double> log_ratio_;
};

}  // namespace

void RandomResizedCropConfig::check(const Node& node) const {
  const auto hold = [&](const char* key, const std::vector<double>& bounds) {
    if (bounds.size() == 2 && bounds[0] <= bounds[1]) return;
    throw node.error_at(key, "expected two numbers, the smaller first, got {}",
                        node.find(key) ? shown(*node.find(key)) : "other");
  };
  hold("scale", scale);
  hold("ratio", ratio);
}

std::unique_ptr<Augmentation> RandomResizedCropConfig::make() const {
  return std::make_unique<RandomResizedCrop>(*this);
}

}  // namespace ofa
