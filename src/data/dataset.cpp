#include "data/dataset.h"

#include <algorithm>
#include <thread>

#include "core/checksum.h"
#include "data/source.h"
#include "data/statistics.h"

namespace ofa {
namespace {

constexpr int64_t kSampled = 2000;  // images of a folder that are looked at before training
constexpr int64_t kMostHeldOut = 10'000;
constexpr int kSmallSide = 64;  // such images are fed whole
constexpr double kPhotographRatio = 0.875;

std::vector<AugmentStep> fitting_augmentations(SourceKind kind, bool small) {
  if (!small) return {RandomResizedCropConfig{}, FlipConfig{}};
  if (kind == SourceKind::kFashionMnist) return {FlipConfig{}};
  if (kind == SourceKind::kIdx) return {PaddedCropConfig{}};  // digits mean something else mirrored
  return {PaddedCropConfig{.padding = 4}, FlipConfig{}};
}

std::vector<int64_t> sampled(const std::vector<int64_t>& indices, SourceKind kind, uint64_t seed) {
  if (kind != SourceKind::kFolder) return indices;
  Random random(seed, "statistics");
  return draw(indices, kSampled, random);
}

void resolve(DataConfig& config, SourceKind kind, Size typical) {
  const bool small = std::min(typical.height, typical.width) <= kSmallSide;
  if (!config.augment) config.augment = fitting_augmentations(kind, small);
  if (!config.resize_ratio) config.resize_ratio = small ? 1 : kPhotographRatio;
  if (!config.threads) {
    config.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency() / 2));
  }
}

// Of which images there are, and which of them are trained on.
std::string fingerprint_of(const Source& source, const SplitIndices& split) {
  Checksum sum;
  for (const std::string& name : source.classes) sum.append(name + "\n");
  sum.append(source.images->fingerprint());
  for (const int64_t index : split.validation) sum.append(std::to_string(index) + "\n");
  return sum.hex();
}

}  // namespace

Amount fitting_held_out(int64_t num_train) {
  Amount held_out{.percent = 10};
  if (held_out.of(num_train) > kMostHeldOut) return {.count = kMostHeldOut};
  if (held_out.of(num_train) == 0) return {.count = 1};
  return held_out;
}

Dataset::Dataset(const DataConfig& config, uint64_t seed) : config_(config), seed_(seed) {
  Source source = open_source(config.source);
  if (!config_.validation && source.count(SourcePart::kValidation) == 0) {
    config_.validation = fitting_held_out(source.count(SourcePart::kTrain));
  }
  split_ = split_images(source, config_.validation, seed);

  const std::vector<int64_t> sample = sampled(split_.train, source.kind, seed);
  const Survey found = survey(*source.images, sample, config.on_error);
  resolve(config_, source.kind, found.typical);
  const int channels = found.grey ? 1 : 3;
  Statistics statistics = measure_statistics(*source.images, sample, channels, config.on_error);
  info_ = {.source = config.source,
           .classes = source.classes,
           .channels = channels,
           .mean = std::move(statistics.mean),
           .std = std::move(statistics.std),
           .resize_ratio = *config_.resize_ratio,
           .typical_size = found.typical,
           .num_train = size(Split::kTrain),
           .num_validation = size(Split::kValidation),
           .num_test = size(Split::kTest),
           .fingerprint = fingerprint_of(source, split_)};
  images_ = std::move(source.images);
}

void Dataset::prepare_as(const DatasetInfo& other) {
  if (info_.classes != other.classes)
    throw Error("{} has other classes than {}: {} ({}, ...) instead of {} ({}, ...)", info_.source,
                other.source, info_.num_classes(), info_.classes.front(), other.num_classes(),
                other.classes.front());
  info_.channels = other.channels;
  info_.mean = other.mean;
  info_.std = other.std;
  info_.resize_ratio = other.resize_ratio;
}

}  // namespace ofa
