#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "data/batch.h"
#include "data/preprocess.h"
#include "data/workers.h"

namespace ofa {

// What one batch is made of.
struct BatchPlan {
  int64_t number = 0;
  int resolution = 0;
  std::vector<int64_t> indices;
};

// An image that could not be read.
struct BrokenImage {
  int64_t index = 0;
  std::string problem;
};

// What came of one place in a batch: the image that stands there, if any, and those that failed.
struct LoadedImage {
  std::optional<int64_t> index;
  std::vector<BrokenImage> broken;
};

// Makes batches ahead of whoever takes them: in order, on threads of its own, and never more than
// `memory` bytes of them (but always one).
class Prefetcher {
 public:
  struct Work {
    const Images* images = nullptr;
    int channels = 0;
    std::function<std::optional<BatchPlan>()> plan;  // the next batch; asked in the taker's thread
    // Writes an image; called by any thread. What it throws comes out of next().
    std::function<LoadedImage(const BatchPlan&, int place, Preprocess::Scratch&, float* out)> load;
  };

  Prefetcher(Work work, int threads, int64_t memory);
  ~Prefetcher();

  std::optional<Batch> next();  // null after the last one
  double wait_seconds() const { return wait_seconds_; }
  int64_t skipped() const { return static_cast<int64_t>(skipped_.size()); }
  int64_t peak_bytes() const { return peak_bytes_; }  // of batches ahead

 private:
  struct Slot;

  void plan_ahead();
  void start(BatchPlan plan);
  void fill(Slot& slot, int begin, int end);
  std::unique_ptr<Slot> take_first();
  void finish(Slot& slot);
  void note_broken(const BrokenImage& broken);

  Work work_;
  size_t most_slots_;
  int64_t memory_;
  std::optional<BatchPlan> upcoming_;
  std::deque<std::unique_ptr<Slot>> slots_;
  int64_t bytes_ = 0, peak_bytes_ = 0;
  double wait_seconds_ = 0;
  std::set<int64_t> skipped_;

  std::mutex mutex_;  // of the slots' counts and errors
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  Workers workers_;  // the last member: its threads end before what they work on goes
};

}  // namespace ofa
