#include "data/prefetcher.h"

#include <algorithm>
#include <chrono>

#include "core/log.h"

namespace ofa {
namespace {

constexpr int kTaskPixels = 200'000;  // at the output: long enough to be worth a task
constexpr int64_t kMostNamed = 20;    // broken images that are named one by one

}  // namespace

struct Prefetcher::Slot {
  BatchPlan plan;
  Batch batch;
  int64_t num_bytes = 0;
  std::vector<LoadedImage> loaded;
  int tasks_left = 0;
  std::exception_ptr error;  // the first one in the batch's order
  int error_place = 0;
};

Prefetcher::Prefetcher(Work work, int threads, int64_t memory)
    : work_(std::move(work)), most_slots_(2 * threads + 2), memory_(memory), workers_(threads) {
  upcoming_ = work_.plan();
  plan_ahead();
}

Prefetcher::~Prefetcher() {
  stopping_ = true;
}

std::optional<Batch> Prefetcher::next() {
  while (!slots_.empty()) {
    const std::unique_ptr<Slot> slot = take_first();
    plan_ahead();
    finish(*slot);
    if (slot->batch.count > 0) return std::move(slot->batch);
  }
  return std::nullopt;
}

void Prefetcher::plan_ahead() {
  while (upcoming_ && slots_.size() < most_slots_) {
    const int64_t pixels = int64_t{upcoming_->resolution} * upcoming_->resolution;
    const int64_t num_bytes =
        static_cast<int64_t>(upcoming_->indices.size() * sizeof(float)) * pixels * work_.channels;
    if (!slots_.empty() && bytes_ + num_bytes > memory_) return;
    bytes_ += num_bytes;
    peak_bytes_ = std::max(peak_bytes_, bytes_);
    start(std::move(*upcoming_));
    slots_.back()->num_bytes = num_bytes;
    upcoming_ = work_.plan();
  }
}

void Prefetcher::start(BatchPlan plan) {
  Slot& slot = *slots_.emplace_back(std::make_unique<Slot>());
  const int count = static_cast<int>(plan.indices.size());
  const int side = plan.resolution;
  slot.batch = {.count = count,
                .height = side,
                .width = side,
                .channels = work_.channels,
                .resolution = side};
  slot.batch.images = make_aligned_floats(count * slot.batch.image_floats());
  slot.loaded.resize(count);
  slot.plan = std::move(plan);
  const int step = std::max(1, kTaskPixels / (side * side));
  slot.tasks_left = (count + step - 1) / step;
  for (int begin = 0; begin < count; begin += step) {
    workers_.enqueue(
        [this, &slot, begin, end = std::min(count, begin + step)] { fill(slot, begin, end); });
  }
}

void Prefetcher::fill(Slot& slot, int begin, int end) {
  thread_local Preprocess::Scratch scratch;
  std::exception_ptr error;
  int place = begin;
  try {
    for (; place < end && !stopping_; ++place) {
      slot.loaded[place] = work_.load(slot.plan, place, scratch, slot.batch.image(place));
    }
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (error && (!slot.error || place < slot.error_place)) {
    slot.error = error;
    slot.error_place = place;
  }
  --slot.tasks_left;
  changed_.notify_all();
}

std::unique_ptr<Prefetcher::Slot> Prefetcher::take_first() {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return slots_.front()->tasks_left == 0; });
  }
  wait_seconds_ += std::chrono::duration<double>(Clock::now() - begin).count();
  // A batch with an error stays, so that every later call meets it again.
  if (slots_.front()->error) std::rethrow_exception(slots_.front()->error);
  std::unique_ptr<Slot> slot = std::move(slots_.front());
  slots_.pop_front();
  bytes_ -= slot->num_bytes;
  return slot;
}

// Closes the gaps that images left out have made, and names those images.
void Prefetcher::finish(Slot& slot) {
  Batch& batch = slot.batch;
  int kept = 0;
  for (int place = 0; place < batch.count; ++place) {
    for (const BrokenImage& broken : slot.loaded[place].broken) note_broken(broken);
    const auto& index = slot.loaded[place].index;
    if (!index) continue;
    if (kept < place) std::copy_n(batch.image(place), batch.image_floats(), batch.image(kept));
    batch.indices.push_back(*index);
    batch.labels.push_back(work_.images->label(*index));
    ++kept;
  }
  batch.count = kept;
}

void Prefetcher::note_broken(const BrokenImage& broken) {
  if (!skipped_.insert(broken.index).second) return;
  if (skipped() <= kMostNamed) log_warning("skipped: {}", broken.problem);
  if (skipped() == kMostNamed) log_warning("further broken images are counted, not named");
}

}  // namespace ofa
