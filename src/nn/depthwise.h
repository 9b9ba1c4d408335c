#pragma once

#include <ATen/core/Tensor.h>

#include "graph/graph.h"

namespace ofa {

// Our kernels' depthwise convolution on tensors: maps float or bfloat16, on the processor, exactly
// channels_last; weights [C, 1, k, k], in float.
class Depthwise {
 public:
  static bool knows(const Conv& conv, const at::Tensor& input);

  Depthwise(const Conv& conv, const at::Tensor& weight);

  at::Tensor forward(const at::Tensor& input) const;
  at::Tensor input_gradient(at::IntArrayRef input_sizes, const at::Tensor& gradient) const;
  at::Tensor weight_gradient(const at::Tensor& input, const at::Tensor& gradient) const;

 private:
  Conv conv_;
  at::Tensor taps_;  // [k, k, C]
};

}  // namespace ofa
