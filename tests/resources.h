#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <ctime>

namespace ofa {

// Of this process: what else the machine does must not fail a test.
inline double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

inline long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// Fails where the peak of resident memory rises by more than this while it lives.
class MemoryLimit {
 public:
  explicit MemoryLimit(long megabytes) : megabytes_(megabytes + kSanitizer) {}
  ~MemoryLimit() { EXPECT_LT(peak_megabytes() - before_, megabytes_); }

 private:
#ifdef __SANITIZE_ADDRESS__
  static constexpr long kSanitizer =
      512;  // it keeps 256 MB of freed blocks, and maps of all memory
#else
  static constexpr long kSanitizer = 0;
#endif
  long megabytes_;
  long before_ = peak_megabytes();
};

}  // namespace ofa
