#include "data/train_loader.h"

#include <stdexcept>

#include "core/error.h"
#include "core/format.h"
#include "data/prefetcher.h"

namespace ofa {
namespace {

constexpr int kMostReplacements = 100;

// Deals out the batches of the whole training.
class Dealer {
 public:
  Dealer(const Dataset& dataset, const TrainLoaderOptions& options)
      : images_(dataset.indices(Split::kTrain)),
        options_(options),
        per_epoch_(batches_per_epoch(dataset, options.batch)),
        next_(options.first_batch) {}

  std::optional<BatchPlan> operator()() {
    if (next_ >= options_.end_batch) return std::nullopt;
    BatchPlan plan{.number = next_++};
    Random random(options_.seed, "resolution", plan.number);
    plan.resolution = options_.resolutions[random.below(options_.resolutions.size())];
    shuffle(plan.number / per_epoch_);
    const int64_t first = plan.number % per_epoch_ * options_.batch;
    for (int64_t i = first; i < first + options_.batch; ++i) {
      plan.indices.push_back(images_[order_[i]]);
    }
    return plan;
  }

 private:
  void shuffle(int64_t epoch) {
    if (epoch == epoch_) return;
    epoch_ = epoch;
    Random random(options_.seed, "shuffle", epoch);
    order_ = permutation(static_cast<int64_t>(images_.size()), random);
  }

  const std::vector<int64_t>& images_;
  TrainLoaderOptions options_;
  int64_t per_epoch_, next_;
  int64_t epoch_ = -1;
  std::vector<int64_t> order_;
};

// Loads an image; in place of a broken one, another that is drawn by the same counter.
class TrainImage {
 public:
  TrainImage(const Dataset& dataset, const TrainLoaderOptions& options)
      : dataset_(dataset),
        options_(options),
        preprocess_(std::make_shared<Preprocess>(dataset.info(), options.augment)) {}

  LoadedImage operator()(const BatchPlan& plan, int place, Preprocess::Scratch& scratch,
                         float* out) const {
    const auto counter = static_cast<uint64_t>(plan.number * options_.batch + place);
    const auto& train = dataset_.indices(Split::kTrain);
    Random replacement(options_.seed, "replacement", counter);
    LoadedImage loaded;
    int64_t index = plan.indices[place];
    while (true) {
      try {
        preprocess_->train(dataset_.images(), index, plan.resolution,
                           Random(options_.seed, "augment", counter), scratch, out);
        loaded.index = index;
        return loaded;
      } catch (const Error& error) {
        if (options_.on_error == OnError::kStop) throw;
        loaded.broken.push_back({index, error.what()});
      }
      if (loaded.broken.size() == kMostReplacements) {
        throw Error("{} broken images in a row, the last one: {}", kMostReplacements,
                    loaded.broken.back().problem);
      }
      index = train[replacement.below(train.size())];
    }
  }

 private:
  const Dataset& dataset_;
  TrainLoaderOptions options_;
  std::shared_ptr<const Preprocess> preprocess_;
};

void check(const TrainLoaderOptions& options) {
  if (options.batch < 1 || options.resolutions.empty() || options.first_batch < 0 ||
      options.threads < 1) {
    throw std::logic_error("TrainLoader: options without a batch, resolutions or threads");
  }
}

}  // namespace

TrainLoaderOptions train_loader_options(const Dataset& dataset, std::vector<int> resolutions,
                                        uint64_t seed) {
  const DataConfig& config = dataset.config();
  return {.batch = config.batch,
          .resolutions = std::move(resolutions),
          .seed = seed,
          .augment = *config.augment,
          .on_error = config.on_error,
          .threads = *config.threads,
          .memory = config.memory.value};
}

int64_t batches_per_epoch(const Dataset& dataset, int batch) {
  const int64_t num_images = dataset.size(Split::kTrain);
  if (num_images < batch) {
    throw Error("data.batch: {} images in a batch, but there are only {} to train on", batch,
                with_thousands(num_images));
  }
  return num_images / batch;
}

TrainLoader::TrainLoader(const Dataset& dataset, const TrainLoaderOptions& options) {
  check(options);
  prefetcher_ = std::make_unique<Prefetcher>(Prefetcher::Work{.images = &dataset.images(),
                                                              .channels = dataset.info().channels,
                                                              .plan = Dealer(dataset, options),
                                                              .load = TrainImage(dataset, options)},
                                             options.threads, options.memory);
}

TrainLoader::~TrainLoader() = default;

Batch TrainLoader::next() {
  if (std::optional<Batch> batch = prefetcher_->next()) return std::move(*batch);
  throw std::logic_error("TrainLoader::next() after the last batch");
}

double TrainLoader::wait_seconds() const {
  return prefetcher_->wait_seconds();
}

int64_t TrainLoader::skipped() const {
  return prefetcher_->skipped();
}

int64_t TrainLoader::peak_bytes() const {
  return prefetcher_->peak_bytes();
}

}  // namespace ofa
