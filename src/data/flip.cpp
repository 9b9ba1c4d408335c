#include "data/flip.h"

#include <algorithm>

namespace ofa {
namespace {

class Flip : public Augmentation {
 public:
  explicit Flip(const FlipConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    if (random.uniform() >= config_.probability.value) return;
    const int channels = image.channels;
    for (int y = 0; y < image.height; ++y) {
      uint8_t* row = image.row(y);
      for (int left = 0, right = image.width - 1; left < right; ++left, --right) {
        std::swap_ranges(row + left * channels, row + (left + 1) * channels,
                         row + right * channels);
      }
    }
  }

 private:
  FlipConfig config_;
};

}  // namespace

std::unique_ptr<Augmentation> FlipConfig::make() const {
  return std::make_unique<Flip>(*this);
}

}  // namespace ofa
