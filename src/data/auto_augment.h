#pragma once

#include <memory>

#include "config/fields.h"
#include "data/augmentation.h"
#include "data/auto_augment_policies.h"

namespace ofa {

// One of a policy's 25 pairs of operations, each of which happens with its own probability (Cubuk
// et al., "AutoAugment", 2019).
struct AutoAugmentConfig {
  static constexpr const char* kName = "auto_augment";
  static constexpr const char* kHelp = "two operations, of a policy that was learned";
  AutoAugmentPolicy policy = AutoAugmentPolicy::kImagenet;
  bool increasing = false;
  int fill = 128;

  static void fields(auto& c, auto& v) {
    v.optional("policy", c.policy, "images that it was learned for");
    v.optional("increasing", c.increasing,
               "every operation changes more at a greater magnitude; false: the paper's ranges, "
               "where some change less");
    v.optional("fill", c.fill, range(0, 255), "value of what comes in from outside");
  }
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const AutoAugmentConfig&) const = default;
};

// A policy alone (`auto_augment: cifar10`), or a map.
template <>
struct Codec<AutoAugmentConfig> {
  static AutoAugmentConfig read(const Node& node);
  static Node dump(const AutoAugmentConfig& config);
  static std::string type_name();
};

}  // namespace ofa
