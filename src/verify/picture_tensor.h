#pragma once

#include <ATen/core/Tensor.h>

#include "verify/pictures.h"

namespace ofa {

// Normalised, [N, C, H, W].
at::Tensor tensor_of(const Pictures& pictures, const DatasetInfo& info);

}  // namespace ofa
