#pragma once

#include <cstdint>

namespace ofa {

// Settings of the whole process: malloc keeps large blocks, oneDNN's primitive cache is large
// (unless ONEDNN_PRIMITIVE_CACHE_CAPACITY is set), denormals count as zero in this thread and in
// all that it starts. Comes first in main, before any other thread exists; a second call changes
// nothing.
void setup_process();

// The most that this process has ever held in memory; 0 where the system does not tell.
int64_t peak_memory_bytes();

}  // namespace ofa
