#pragma once

#include <cstddef>

namespace ofa {

// What `new` has handed out in this process, and the most since the last reset.
size_t allocated_bytes();
size_t peak_allocated_bytes();
void reset_peak();

}  // namespace ofa
