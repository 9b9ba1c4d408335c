#pragma once

#include <memory>

#include "config/rules.h"
#include "data/augmentation.h"

namespace ofa {

// Some of fourteen operations, each as likely as every other, at one magnitude (Cubuk et al.,
// "RandAugment", 2020).
struct RandAugmentConfig {
  static constexpr const char* kName = "rand_augment";
  static constexpr const char* kHelp = "some of 14 operations, at one magnitude";
  int operations = 2;
  double magnitude = 9;
  double noise = 0;
  bool increasing = true;
  int fill = 128;

  static void fields(auto& c, auto& v) {
    v.optional("operations", c.operations, range(1, 14), "of each image, one after the other");
    v.optional("magnitude", c.magnitude, range(0, 10), "of every operation; 10: all of its range");
    v.optional("noise", c.noise, range(0, 10), "deviation of each operation's own magnitude");
    v.optional("increasing", c.increasing,
               "every operation changes more at a greater magnitude; false: the paper's ranges, "
               "where some change less");
    v.optional("fill", c.fill, range(0, 255), "value of what comes in from outside");
  }
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const RandAugmentConfig&) const = default;
};

}  // namespace ofa
