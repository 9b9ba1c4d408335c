#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/batch.h"
#include "data/dataset.h"

namespace ofa {

class Prefetcher;

struct EvalLoaderOptions {
  int batch = 128;
  int resolution = 224;
  OnError on_error = OnError::kStop;
  int threads = 1;
  int64_t memory = 256'000'000;  // bytes of batches ahead, at most
};

// Those of the data set's own config.
EvalLoaderOptions eval_loader_options(const Dataset& dataset, int resolution);

// Images in order, each once, as a network is evaluated on them. Broken ones that may be skipped
// are left out.
class EvalLoader {
 public:
  EvalLoader(const Dataset& dataset, Split split, const EvalLoaderOptions& options);
  EvalLoader(const Dataset& dataset, std::vector<int64_t> indices,
             const EvalLoaderOptions& options);
  ~EvalLoader();

  std::optional<Batch> next();  // the last one may be short; then null
  double wait_seconds() const;
  int64_t skipped() const;

 private:
  std::unique_ptr<Prefetcher> prefetcher_;
};

// Training images for norm calibration: `count` of them (all, if there are fewer), by seed and in
// random order, so that every batch has images of many classes.
std::vector<int64_t> calibration_images(const Dataset& dataset, int64_t count, uint64_t seed);

}  // namespace ofa
