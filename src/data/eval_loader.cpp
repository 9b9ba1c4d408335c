#include "data/eval_loader.h"

#include <algorithm>
#include <stdexcept>

#include "core/error.h"
#include "data/prefetcher.h"

namespace ofa {
namespace {

const std::vector<int64_t>& checked(const Dataset& dataset, Split split) {
  const auto& indices = dataset.indices(split);
  if (!indices.empty()) return indices;
  throw Error("data.source: {} has no {} images", dataset.info().source, name_of(split));
}

// Deals out images in order.
struct InOrder {
  std::vector<int64_t> indices;
  EvalLoaderOptions options;
  int64_t next = 0;

  std::optional<BatchPlan> operator()() {
    const auto num_images = static_cast<int64_t>(indices.size());
    const int64_t first = next * options.batch;
    if (first >= num_images) return std::nullopt;
    const int64_t end = std::min(num_images, first + options.batch);
    return BatchPlan{next++, options.resolution, {indices.begin() + first, indices.begin() + end}};
  }
};

}  // namespace

EvalLoaderOptions eval_loader_options(const Dataset& dataset, int resolution) {
  const DataConfig& config = dataset.config();
  return {.batch = config.batch,
          .resolution = resolution,
          .on_error = config.on_error,
          .threads = *config.threads,
          .memory = config.memory.value};
}

EvalLoader::EvalLoader(const Dataset& dataset, Split split, const EvalLoaderOptions& options)
    : EvalLoader(dataset, checked(dataset, split), options) {}

EvalLoader::EvalLoader(const Dataset& dataset, std::vector<int64_t> indices,
                       const EvalLoaderOptions& options) {
  if (options.batch < 1 || options.resolution < 1 || options.threads < 1) {
    throw std::logic_error("EvalLoader: options without a batch, a resolution or threads");
  }
  const auto preprocess = std::make_shared<const Preprocess>(dataset.info());
  const auto load = [&dataset, preprocess, on_error = options.on_error](
                        const BatchPlan& plan, int place, Preprocess::Scratch& scratch,
                        float* out) -> LoadedImage {
    const int64_t index = plan.indices[place];
    try {
      preprocess->evaluate(dataset.images(), index, plan.resolution, scratch, out);
    } catch (const Error& error) {
      if (on_error == OnError::kStop) throw;
      return {std::nullopt, {{index, error.what()}}};
    }
    return {index, {}};
  };
  prefetcher_ =
      std::make_unique<Prefetcher>(Prefetcher::Work{.images = &dataset.images(),
                                                    .channels = dataset.info().channels,
                                                    .plan = InOrder{std::move(indices), options},
                                                    .load = load},
                                   options.threads, options.memory);
}

EvalLoader::~EvalLoader() = default;

std::optional<Batch> EvalLoader::next() {
  return prefetcher_->next();
}

double EvalLoader::wait_seconds() const {
  return prefetcher_->wait_seconds();
}

int64_t EvalLoader::skipped() const {
  return prefetcher_->skipped();
}

std::vector<int64_t> calibration_images(const Dataset& dataset, int64_t count, uint64_t seed) {
  const std::vector<int64_t>& train = dataset.indices(Split::kTrain);
  Random random(seed, "calibration");
  std::vector<int64_t> images = permutation(static_cast<int64_t>(train.size()), random);
  images.resize(std::min<size_t>(images.size(), count));
  for (int64_t& image : images) image = train[image];
  return images;
}

}  // namespace ofa
