#include "kernels/depthwise.h"

#include <algorithm>

#include "kernels/parts.h"

namespace ofa {

int64_t num_weight_parts(const DepthwiseShape& shape) {
  return num_parts(shape.num_output_rows() * shape.out_width());
}

void add_parts(const DepthwiseShape& shape, const float* parts, float* grad_weight,
               int64_t first_tap, int64_t last_tap) {
  const int64_t first = first_tap * shape.channels, last = last_tap * shape.channels;
  std::copy(parts + first, parts + last, grad_weight + first);
  for (int64_t part = 1; part < num_weight_parts(shape); ++part) {
    const float* more = parts + part * shape.num_weights();
    for (int64_t i = first; i < last; ++i) grad_weight[i] += more[i];
  }
}

void taps_first(const DepthwiseShape& shape, const float* weight, float* result) {
  for (int tap = 0; tap < shape.num_taps(); ++tap)
    for (int64_t channel = 0; channel < shape.channels; ++channel)
      *result++ = weight[channel * shape.num_taps() + tap];
}

void channels_first(const DepthwiseShape& shape, const float* weight, float* result) {
  for (int64_t channel = 0; channel < shape.channels; ++channel)
    for (int tap = 0; tap < shape.num_taps(); ++tap)
      *result++ = weight[tap * shape.channels + channel];
}

}  // namespace ofa
