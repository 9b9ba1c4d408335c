#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <tbb/task_scheduler_observer.h>

#include <utility>

namespace ofa {

// TBB threads that work at low priority, so that what they prepare never takes processors from
// what uses it. Tasks never wait for each other.
class WorkerArena : private tbb::task_scheduler_observer {
 public:
  explicit WorkerArena(int threads);
  ~WorkerArena() override { observe(false); }

  template <typename Task>
  void enqueue(Task task) {
    arena_.enqueue(std::move(task));
  }

 private:
  // TBB lends its threads to one arena after another: they take the priority on and off.
  void on_scheduler_entry(bool is_worker) override;
  void on_scheduler_exit(bool is_worker) override;

  tbb::global_control control_;  // TBB itself would start no more threads than there are processors
  tbb::task_arena arena_;
};

}  // namespace ofa
