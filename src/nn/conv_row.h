#pragma once

#include "nn/row.h"

namespace ofa {

// A convolution, through LibTorch's kernels or, where a channel has a kernel of its own, ours.
RowResult run_conv(const RowSetting& setting, const FusedOps& ops, const Passed& input,
                   bool records);

}  // namespace ofa
