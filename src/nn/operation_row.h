#pragma once

#include "nn/row.h"

namespace ofa {

// Any operation by itself, which LibTorch's autograd knows how to go back through.
RowResult run_operation(const RowSetting& setting, const FusedOps& ops,
                        const std::vector<Passed>& inputs, bool records);

}  // namespace ofa
