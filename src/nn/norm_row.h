#pragma once

#include "nn/row.h"

namespace ofa {

// A norm with all that is fused to it: act(factor * norm(y) + residual) * gate, in one pass for the
// moments and one for the result. Backward keeps y (and a residual that an activation follows), and
// makes the result again. `residual` may be null.
RowResult run_norm(const RowSetting& setting, const FusedOps& ops, const Passed& y,
                   const Passed* residual, bool records);

}  // namespace ofa
