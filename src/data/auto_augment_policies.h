#pragma once

#include <array>
#include <span>
#include <utility>

#include "data/image_operation.h"

namespace ofa {

enum class AutoAugmentPolicy { kImagenet, kCifar10 };
constexpr auto names_of(AutoAugmentPolicy) {
  return std::array{std::pair{AutoAugmentPolicy::kImagenet, "imagenet"},
                    std::pair{AutoAugmentPolicy::kCifar10, "cifar10"}};
}

struct PolicyStep {
  ImageOperation operation;
  double probability;
  int level = 0;  // 0 to 9: of its range; nothing to operations that have none
};
struct PolicyPair {
  PolicyStep first, second;
};

// As published in the appendix of Cubuk et al., "AutoAugment" (2019).
std::span<const PolicyPair> pairs_of(AutoAugmentPolicy policy);

}  // namespace ofa
