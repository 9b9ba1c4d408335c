#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace ofa {

// A depthwise convolution: a kernel of its own for each channel, padded so that stride 1 keeps
// the size. Kernels are odd, at most kLargestKernel; 3, 5 and 7 are fast.
struct DepthwiseShape {
  static constexpr int kLargestKernel = 9;

  int64_t images = 1;
  int64_t height = 1;
  int64_t width = 1;
  int64_t channels = 1;
  int kernel = 3;
  int stride = 1;

  int pad() const { return kernel / 2; }
  int num_taps() const { return kernel * kernel; }
  int64_t num_weights() const { return num_taps() * channels; }
  int64_t out_height() const { return (height - 1) / stride + 1; }
  int64_t out_width() const { return (width - 1) / stride + 1; }
  int64_t num_input_rows() const { return images * height; }
  int64_t num_output_rows() const { return images * out_height(); }
  bool operator==(const DepthwiseShape&) const = default;
};

// The three directions, over a range of independent pieces of work, so that the parallel loop
// stands outside. Bits depend on the shape and on the processor's vectors, never on how ranges are
// split. T is float or Bfloat16Bits; sums are floats, rounded to nearest even at the end. Maps are
// [images, height, width, channels]; weights are floats, [kernel, kernel, channels].

// Pieces: num_output_rows().
template <typename T>
void depthwise_forward(const DepthwiseShape& shape, const T* input, const float* weight, T* output,
                       int64_t first_row, int64_t last_row);

// Pieces: num_input_rows().
template <typename T>
void depthwise_input_gradient(const DepthwiseShape& shape, const T* grad_output,
                              const float* weight, T* grad_input, int64_t first_row,
                              int64_t last_row);

// Pieces: parts of the batch, as many as the shape alone says. `parts` is [num_weight_parts,
// kernel, kernel, channels]: all that add_parts has to add.
int64_t num_weight_parts(const DepthwiseShape& shape);

template <typename T>
void depthwise_weight_gradient(const DepthwiseShape& shape, const T* input, const T* grad_output,
                               float* parts, int64_t first_part, int64_t last_part);

// Pieces: num_taps().
void add_parts(const DepthwiseShape& shape, const float* parts, float* grad_weight,
               int64_t first_tap, int64_t last_tap);

// Weights [channels, 1, kernel, kernel], which channels_last leaves as they are, to [kernel,
// kernel, channels] and back.
void taps_first(const DepthwiseShape& shape, const float* weight, float* result);
void channels_first(const DepthwiseShape& shape, const float* weight, float* result);

}  // namespace ofa
