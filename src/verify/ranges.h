#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "runtime/folded_run.h"

namespace ofa {

// For each value that is read as bytes, the scale under which its readers' results change least:
// of the whole range seen on these images, the range without rare values, and the one of the least
// squared error.
std::vector<std::optional<ByteScale>> find_scales(const FoldedRun& run,
                                                  const Quantization& quantization,
                                                  const at::Tensor& images);

}  // namespace ofa
