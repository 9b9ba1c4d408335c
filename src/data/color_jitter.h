#pragma once

#include <memory>

#include "config/rules.h"
#include "data/augmentation.h"

namespace ofa {

// Each of the three is multiplied by a number from 1 - x to 1 + x, in this order.
struct ColorJitterConfig {
  static constexpr const char* kName = "color_jitter";
  static constexpr const char* kHelp = "changes brightness and colours";
  double brightness = 0.4;
  double contrast = 0.4;
  double saturation = 0.4;

  static void fields(auto& c, auto& v) {
    v.optional("brightness", c.brightness, range(0, 1), "changes by up to this share");
    v.optional("contrast", c.contrast, range(0, 1), "changes by up to this share");
    v.optional("saturation", c.saturation, range(0, 1), "the same; of colour images");
  }
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const ColorJitterConfig&) const = default;
};

}  // namespace ofa
