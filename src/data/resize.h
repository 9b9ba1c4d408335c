#pragma once

#include <vector>

#include "data/image.h"

namespace ofa {

// Bilinear, and antialiased where it shrinks (a triangle as wide as the step between output
// pixels), as Pillow's and torchvision's. An object keeps its buffers; one for each thread.
class Resizer {
 public:
  // To exactly `to`; `out` is another image than `in`, of 1 or 3 channels.
  void operator()(const Image& in, Size to, Image& out);

 private:
  // What one output row or column is the weighted sum of.
  struct Taps {
    int first, count, weights;  // weights: where they begin in weights_
  };
  struct Axis {
    std::vector<Taps> taps;
    std::vector<float> weights;
  };
  static void fill(Axis& axis, int from, int to);

  void sum_rows(const Image& in, const Taps& taps);
  void sum_columns(int channels, uint8_t* out) const;

  Axis rows_, columns_;
  std::vector<float> row_;
};

}  // namespace ofa
