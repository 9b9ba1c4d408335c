#pragma once

#include "latency/table.h"
#include "space/arch.h"

namespace ofa {

// What a measured network's text says, named with its table where that is no arch of the space.
Arch arch_of(const Space& space, const Table& table, const NetworkTime& network);

// The correction and the figures that follow from what a table's blocks and networks took.
Correction fit_correction(const Space& space, const Table& table);
Quality assess(const Space& space, const Table& table);

}  // namespace ofa
