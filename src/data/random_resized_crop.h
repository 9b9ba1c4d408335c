#pragma once

#include <memory>
#include <vector>

#include "config/containers.h"
#include "config/rules.h"
#include "data/augmentation.h"

namespace ofa {

// A part of the image, of a random area and shape, fills the whole input (Szegedy et al., "Going
// deeper with convolutions", 2015); the draws are torchvision's.
struct RandomResizedCropConfig {
  static constexpr const char* kName = "random_resized_crop";
  static constexpr const char* kHelp = "takes a part of random area and shape";
  std::vector<double> scale{0.08, 1};
  std::vector<double> ratio{3.0 / 4, 4.0 / 3};

  static void fields(auto& c, auto& v) {
    v.optional("scale", c.scale, Rule{.low = 0, .high = 1, .above_low = true},
               "area of the part, from and to, as a share of the image's");
    v.optional("ratio", c.ratio, Rule{.low = 0.1, .high = 10},
               "its width over its height, from and to");
  }
  void check(const Node& node) const;
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const RandomResizedCropConfig&) const = default;
};

}  // namespace ofa
