#include "search/fit_predictor.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/statistics.h"
#include "search/fit_kinds.h"
#include "search/folds.h"

namespace ofa {
namespace {

constexpr int kFolds = 5;
static_assert(kFewestArchs == 2 * kFolds);

void check_sample(const Space& space, const AccuracySample& sample, size_t number) {
  if (!contains(space, sample.arch)) throw Error("sample {}: no arch of {}", number, space.name);
  for (const double value : {sample.accuracy, sample.halves[0], sample.halves[1]})
    if (!(value >= 0 && value <= 1))
      throw Error("sample {}: expected an accuracy of 0 .. 1, got {}", number, value);
}

void check_samples(const Space& space, std::span<const AccuracySample> samples) {
  for (size_t i = 0; i < samples.size(); ++i) check_sample(space, samples[i], i);
  std::vector<Arch> different;
  for (const AccuracySample& sample : samples)
    if (std::ssize(different) < kFewestArchs && !std::ranges::count(different, sample.arch))
      different.push_back(sample.arch);
  if (std::ssize(different) < kFewestArchs)
    throw Error(
        "a predictor of {} takes {} different archs at least; {} were measured: measure more, or "
        "search with --accuracy measured",
        space.name, kFewestArchs, different.size());
  const auto [least, most] = std::ranges::minmax(samples, {}, &AccuracySample::accuracy);
  if (least.accuracy == most.accuracy)
    throw Error("all {} measured archs of {} have accuracy {}: nothing can be learnt from them",
                samples.size(), space.name, least.accuracy);
}

FoldedSamples folded(const Space& space, std::span<const AccuracySample> samples, uint64_t seed) {
  std::vector<Arch> archs;
  std::vector<double> accuracies;
  for (const AccuracySample& sample : samples) {
    archs.push_back(sample.arch);
    accuracies.push_back(sample.accuracy);
  }
  return {space, archs, accuracies, draw_folds(archs, kFolds, seed)};
}

// By more than chance would make of kinds that are equally good.
bool mlp_is_better(const HeldOut& said, const std::vector<double>& accuracies) {
  std::vector<double> gains;
  for (size_t i = 0; i < accuracies.size(); ++i)
    gains.push_back(std::pow(said.ridge[i] - accuracies[i], 2) -
                    std::pow(said.mlp[i] - accuracies[i], 2));
  const std::vector<double> gain(gains.size(), mean(gains));
  const double deviation = root_mean_square_error(gain, gains);
  return gain.front() > deviation / std::sqrt(static_cast<double>(gains.size()));
}

std::optional<double> kendall_of_halves(std::span<const AccuracySample> samples) {
  std::vector<double> first, second;
  for (const AccuracySample& sample : samples) {
    first.push_back(sample.halves[0]);
    second.push_back(sample.halves[1]);
  }
  const auto is_unknown = [](const AccuracySample& sample) {
    return sample.halves == AccuracySample().halves;
  };
  if (std::ranges::all_of(samples, is_unknown)) return std::nullopt;
  return kendall(first, second);
}

PredictorQuality quality(const FoldedSamples& samples, const HeldOut& said, bool is_mlp) {
  const std::vector<double>& accuracies = samples.one_hot.targets;
  const std::vector<float>& reals = samples.with_macs.codes.reals;
  const std::vector<double> log_macs(reals.begin(), reals.end());
  PredictorQuality quality = assess(is_mlp ? said.mlp : said.ridge, accuracies);
  quality.kind = is_mlp ? "mlp" : "ridge";
  quality.other_rmse = root_mean_square_error(is_mlp ? said.ridge : said.mlp, accuracies);
  quality.macs_kendall = kendall(log_macs, accuracies);
  quality.spread = is_mlp ? mean(said.spread) : 0;
  return quality;
}

}  // namespace

PredictorParts fit_predictor(const Space& space, std::span<const AccuracySample> samples,
                             uint64_t seed, const MlpOptions& mlp) {
  check_samples(space, samples);
  const FoldedSamples prepared = folded(space, samples, seed);
  const HeldOut said = hold_out(prepared, mlp, seed);
  const bool is_mlp = mlp_is_better(said, prepared.one_hot.targets);
  Kinds kinds = fit_kinds(prepared, mlp, seed);
  PredictorParts parts{.space = space.name,
                       .choices = checksum_of_choices(space),
                       .encoding = kinds.encoding,
                       .members = std::move(is_mlp ? kinds.mlp : kinds.ridge),
                       .samples = static_cast<int>(samples.size())};
  parts.quality = quality(prepared, said, is_mlp);
  parts.quality->halves_kendall = kendall_of_halves(samples);
  return parts;
}

}  // namespace ofa
