#include "data/padded_crop.h"

#include <cmath>

namespace ofa {
namespace {

class PaddedCrop : public Augmentation {
 public:
  explicit PaddedCrop(const PaddedCropConfig& config) : config_(config) {}

  void place(Size, int resolution, Random& random, Window& window) const override {
    window.x += shift(random, window.width, resolution);
    window.y += shift(random, window.height, resolution);
  }

 private:
  int shift(Random& random, int side, int resolution) const {
    const auto pixels = static_cast<int>(random.below(2 * config_.padding + 1)) - config_.padding;
    return static_cast<int>(std::lround(static_cast<double>(pixels) * side / resolution));
  }

  PaddedCropConfig config_;
};

}  // namespace

std::unique_ptr<Augmentation> PaddedCropConfig::make() const {
  return std::make_unique<PaddedCrop>(*this);
}

}  // namespace ofa
