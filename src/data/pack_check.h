#pragma once

#include <cstdint>
#include <vector>

#include "data/pack.h"

namespace ofa {

// Reads a whole pack on all processors: which of its images do not have their checksum, in order.
std::vector<int64_t> damaged_images(const PackImages& images);

}  // namespace ofa
