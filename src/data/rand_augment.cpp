#include "data/rand_augment.h"

#include <algorithm>

#include "data/image_operation.h"

namespace ofa {
namespace {

constexpr double kGreatest = 10;

class RandAugment : public Augmentation {
 public:
  explicit RandAugment(const RandAugmentConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    const OperationStyle style{config_.increasing, static_cast<uint8_t>(config_.fill)};
    for (int i = 0; i < config_.operations; ++i) {
      const auto operation = static_cast<ImageOperation>(random.below(kNumRandAugmentOperations));
      apply(operation, magnitude(random) / kGreatest, style, random, image);
    }
  }

 private:
  double magnitude(Random& random) const {
    if (config_.noise == 0) return config_.magnitude;
    return std::clamp(config_.magnitude + config_.noise * random.normal(), 0.0, kGreatest);
  }

  RandAugmentConfig config_;
};

}  // namespace

std::unique_ptr<Augmentation> RandAugmentConfig::make() const {
  return std::make_unique<RandAugment>(*this);
}

}  // namespace ofa
