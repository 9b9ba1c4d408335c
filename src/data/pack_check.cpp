#include "data/pack_check.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <mutex>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"

namespace ofa {
namespace {

constexpr int64_t kChunk = 64;

}  // namespace

std::vector<int64_t> damaged_images(const PackImages& images) {
  Progress progress("check", static_cast<uint64_t>(images.size()));
  std::vector<int64_t> damaged;
  std::mutex mutex;
  tbb::parallel_for(int64_t{0}, (images.size() + kChunk - 1) / kChunk, [&](int64_t chunk) {
    if (interrupted()) throw Error(static_cast<Exit>(128 + interrupt_signal()), "stopped");
    const int64_t begin = chunk * kChunk, end = std::min(images.size(), begin + kChunk);
    std::vector<int64_t> found;
    for (int64_t i = begin; i < end; ++i) {
      if (!images.is_whole(i)) found.push_back(i);
    }
    const std::lock_guard lock(mutex);
    damaged.insert(damaged.end(), found.begin(), found.end());
    progress.advance(static_cast<uint64_t>(end - begin));
  });
  std::ranges::sort(damaged);
  return damaged;
}

}  // namespace ofa
