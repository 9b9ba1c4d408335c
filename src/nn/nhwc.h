#pragma once

#include <ATen/core/Tensor.h>

namespace ofa {

// The same values with exactly the strides (HWC, 1, WC, C), also where C, H or W is 1. LibTorch
// takes such a tensor for channels_last everywhere; with other strides on a dimension of size 1 it
// may not, and then falls, silently, onto paths that are many times slower. Costs nothing where the
// memory is already so.
at::Tensor nhwc(const at::Tensor& map);

bool is_nhwc(const at::Tensor& map);

}  // namespace ofa
