#include "data/augment.h"

namespace ofa {

std::vector<std::unique_ptr<Augmentation>> make_augmentations(
    const std::vector<AugmentStep>& steps) {
  std::vector<std::unique_ptr<Augmentation>> made;
  for (const AugmentStep& step : steps) {
    made.push_back(std::visit([](const auto& config) { return config.make(); }, step));
  }
  return made;
}

}  // namespace ofa
