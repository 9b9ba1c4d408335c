#pragma once

#include <array>
#include <vector>

#include "data/image.h"

namespace ofa {

// (x / 255 - mean) / std of a channel as x * scale + shift.
struct PixelScale {
  float scale = 1, shift = 0;
};
PixelScale pixel_scale(double mean, double std);

// (x / 255 - mean) / std of every channel, bytes to floats in one pass; the order stays [H, W, C].
class Normaliser {
 public:
  Normaliser(const std::vector<double>& mean, const std::vector<double>& std);

  void operator()(const Image& image, float* out) const;

 private:
  static constexpr int kBlock = 48;  // values at a time: whole pixels of 1 and of 3 channels

  std::array<float, kBlock> scale_{}, shift_{};
};

}  // namespace ofa
