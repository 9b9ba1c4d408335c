#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "space/arch.h"

namespace ofa {

// Which fold each arch is in, of this many about equally large ones, drawn. Equal archs are in one
// fold: what was fitted on the others has not seen them.
std::vector<int> draw_folds(std::span<const Arch> archs, int num_folds, uint64_t seed);

}  // namespace ofa
