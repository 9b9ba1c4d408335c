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
  // Which input rows or columns each output one is the weighted sum of: `count` from its first on.
  struct Axis {
    int count = 0;
    std::vector<int> firsts;
    std::vector<float> weights;
  };
  // Each weight stands there `copies` times, for loops over several channels at once.
  static void fill(Axis& axis, int from, int to, int copies);

  void sum_rows(const Image& in, int y);
  void sum_columns(int channels, uint8_t* out);

  Axis rows_, columns_;
  std::vector<float> row_, sums_;
};

}  // namespace ofa
