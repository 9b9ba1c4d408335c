#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "data/batch.h"
#include "data/dataset.h"

namespace ofa {

class Prefetcher;

struct TrainLoaderOptions {
  int batch = 128;
  std::vector<int> resolutions;  // each batch has one of them
  uint64_t seed = 0;
  std::vector<AugmentStep> augment;
  OnError on_error = OnError::kStop;
  int threads = 1;
  int64_t memory = 256'000'000;  // bytes of batches ahead, at most
  int64_t first_batch = 0, end_batch = std::numeric_limits<int64_t>::max();
};

// Those of the data set's own config, for a run's seed and resolutions.
TrainLoaderOptions train_loader_options(const Dataset& dataset, std::vector<int> resolutions,
                                        uint64_t seed);

// An epoch leaves out the few images that do not fill a batch; other ones each time.
int64_t batches_per_epoch(const Dataset& dataset, int batch);

// The stream of training batches. Batch number b, counted over the whole training, is a function of
// b, the seed and the data set alone: its images by the epoch's permutation, its resolution, and
// each image's augmentation. Threads, memory and the batch it starts at change nothing.
class TrainLoader {
 public:
  TrainLoader(const Dataset& dataset, const TrainLoaderOptions& options);
  ~TrainLoader();

  Batch next();                 // first_batch, and so on; end_batch is never reached
  double wait_seconds() const;  // that next() waited for, in all
  int64_t skipped() const;      // different broken images met so far
  int64_t peak_bytes() const;   // of batches ahead

 private:
  std::unique_ptr<Prefetcher> prefetcher_;
};

}  // namespace ofa
