#pragma once

#include <ATen/core/Tensor.h>

#include "nn/weights.h"

namespace ofa {

// Smaller kernels out of larger ones (once-for-all, 2020, section 3.3): the centre, flattened,
// times a learned matrix that all channels share; step by step, 7 -> 5 -> 3.
at::Tensor shrink_kernel(const Weights& weights, const Slice& slice);

// Takes the gradient of the smallest kernel back through the steps, to the matrices and the widest
// kernel.
void add_kernel_grad(Weights& weights, const Slice& slice, const at::Tensor& gradient);

}  // namespace ofa
