#pragma once

#include <vector>

#include "runtime/loaded_model.h"

namespace ofa {

// Of one call: by the clock, and of this thread's own work. Where the first is much larger, someone
// else had the processor.
struct CallTime {
  double wall_ms = 0, cpu_ms = 0;
};
CallTime time_call(LoadedModel& model);

// The interval in which most calls lie: their 10th, 50th and 90th percentile.
struct CallTimes {
  double low_ms = 0, median_ms = 0, high_ms = 0;
  int num_calls = 0;
};
// Calls for about this long, after a few that do not count.
CallTimes time_calls(LoadedModel& model, double seconds);

// Binds this thread, and all that it starts, to one processor while it lives.
class PinnedThread {
 public:
  PinnedThread();
  ~PinnedThread();
  PinnedThread(const PinnedThread&) = delete;
  PinnedThread& operator=(const PinnedThread&) = delete;

 private:
  std::vector<unsigned long> before_;
};

// The processor's model, as the system calls it.
std::string processor_name();

}  // namespace ofa
