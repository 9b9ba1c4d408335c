#include "core/process.h"

#include <cstdlib>
#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

namespace ofa {
namespace {

// With the defaults, the tensors of each step are mapped, faulted in page by page and unmapped
// again: 100,000 page faults a step, a fifth of its time.
void keep_large_blocks() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 2'000'000'000);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

void flush_denormals() {
#ifdef __SSE2__
  constexpr unsigned kFlushToZero = 0x8000;
  constexpr unsigned kDenormalsAreZero = 0x0040;
  _mm_setcsr(_mm_getcsr() | kFlushToZero | kDenormalsAreZero);
#endif
}

}  // namespace

void setup_process() {
  keep_large_blocks();
  flush_denormals();
  // oneDNN's 1,024 are too few for random archs at several resolutions: each miss costs half a ms.
  constexpr int kKeepTheUsers = 0;
  ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192", kKeepTheUsers);
}

int64_t peak_memory_bytes() {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;)
    if (int64_t kilobytes = 0; word == "VmHWM:" && file >> kilobytes) return kilobytes * 1024;
  return 0;
}

}  // namespace ofa
