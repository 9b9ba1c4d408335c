#pragma once

#include "latency/table.h"
#include "space/space.h"

namespace ofa {

// The correction and the figures that follow from what a table's blocks and networks took.
Correction fit_correction(const Space& space, const Table& table);
Quality assess(const Space& space, const Table& table);

}  // namespace ofa
