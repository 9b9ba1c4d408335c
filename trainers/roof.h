#pragma once

#include <ATen/core/Tensor.h>

namespace ofa {

// What the processor can do where nothing but arithmetic counts: FLOP/s of the best of several
// products of large matrices.
double roof_flop_per_second(at::ScalarType precision);

}  // namespace ofa
