#pragma once

#include <memory>

#include "config/units.h"
#include "data/augmentation.h"

namespace ofa {

// Left and right change places.
struct FlipConfig {
  static constexpr const char* kName = "flip";
  static constexpr const char* kHelp = "mirrors, left to right";
  Fraction probability{0.5};

  static void fields(auto& c, auto& v) {
    v.optional("probability", c.probability, "of being mirrored, left to right");
  }
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const FlipConfig&) const = default;
};

}  // namespace ofa
