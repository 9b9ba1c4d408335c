#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ofa {

// Threads of low priority, so that what they prepare never takes processors from what uses it.
// They are our own and not TBB's: TBB lends its threads to whoever needs them next (a search, a
// runtime that is being timed), where the low priority would stay with them, and two loaders at a
// time would share the smaller one's limit.
class Workers {
 public:
  explicit Workers(int count);
  ~Workers();  // tasks that have not begun are dropped; those that have are waited for
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void enqueue(std::function<void()> task);  // begins them in this order; they must not throw

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ofa
