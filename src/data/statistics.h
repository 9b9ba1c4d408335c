#pragma once

#include <vector>

#include "data/config.h"
#include "data/images.h"

namespace ofa {

// What a look at some images tells of all.
struct Survey {
  Size typical;       // the median of heights and of widths
  bool grey = false;  // all of them
};
Survey survey(const Images& images, const std::vector<int64_t>& indices, OnError on_error);

struct Statistics {
  std::vector<double> mean, std;  // a channel; of pixels from 0 to 1
};
// Sums are whole numbers: the result does not depend on threads. Large images are looked at as if
// for a network at 224.
Statistics measure_statistics(const Images& images, const std::vector<int64_t>& indices,
                              int channels, OnError on_error);

}  // namespace ofa
