#include "data/worker_arena.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace ofa {
namespace {

constexpr int kNice = 10;

// Of this thread alone. Without the right to raise a priority again a thread stays low.
void set_nice(int value) {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), value);
}

size_t allowed_now() {
  return tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
}

}  // namespace

WorkerArena::WorkerArena(int threads)
    : tbb::task_scheduler_observer(arena_),
      control_(tbb::global_control::max_allowed_parallelism,
               std::max<size_t>(allowed_now(), threads + 1)),
      arena_(threads, /*reserved_for_masters=*/0, tbb::task_arena::priority::low) {
  arena_.initialize();
  observe(true);
}

void WorkerArena::on_scheduler_entry(bool is_worker) {
  if (is_worker) set_nice(kNice);
}

void WorkerArena::on_scheduler_exit(bool is_worker) {
  if (is_worker) set_nice(0);
}

}  // namespace ofa
