#pragma once

#include <string>
#include <vector>

#include "runtime/loaded_model.h"

namespace ofa {

// Room for as many images at a time as the file takes (one, where it takes any number), all zeros;
// how many these are.
int64_t give_zeros(LoadedModel& model);

// How long a call took, and for how much of that its thread was computing.
struct CallTime {
  double wall_ms = 0;
  double cpu_ms = 0;
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

// The processor's model and how many of it there are; empty where the system does not say.
std::string processor_name();

}  // namespace ofa
