#pragma once

#include <memory>

#include "config/rules.h"
#include "data/augmentation.h"

namespace ofa {

// The image is moved by up to `padding` pixels of the network's input; what comes in is black.
struct PaddedCropConfig {
  static constexpr const char* kName = "crop";
  static constexpr const char* kHelp = "moves, and fills up with black";
  int padding = 2;

  static void fields(auto& c, auto& v) {
    v.optional("padding", c.padding, range(1, 64), "pixels an image is moved by, at most");
  }
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const PaddedCropConfig&) const = default;
};

}  // namespace ofa
