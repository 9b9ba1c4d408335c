#include "evaluate/accuracy.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>

#include "data/eval_loader.h"
#include "evaluate/batch_tensors.h"

namespace ofa {
namespace {

// Norm statistics are means over batches, so accuracies of a network agree only where batches do.
EvalLoaderOptions loader_options(const Dataset& dataset, int resolution) {
  EvalLoaderOptions options = eval_loader_options(dataset, resolution);
  options.batch = 128;
  return options;
}

EvalLoader calibration_loader(const Dataset& dataset, int resolution,
                              const EvaluationOptions& options) {
  return {dataset, calibration_images(dataset, options.calibration, dataset.seed()),
          loader_options(dataset, resolution)};
}

EvalLoader split_loader(const Dataset& dataset, int resolution, const EvaluationOptions& options) {
  std::vector<int64_t> indices = dataset.indices(options.split);
  if (options.images > 0) {
    Random random(dataset.seed(), "evaluated images");
    indices = draw(indices, options.images, random);
  }
  return {dataset, std::move(indices), loader_options(dataset, resolution)};
}

// Counts of one network over batches.
class Counter {
 public:
  void add(const at::Tensor& logits, const at::Tensor& labels) {
    const int64_t most = std::min<int64_t>(5, logits.size(1));
    const at::Tensor hits = std::get<1>(logits.topk(most, 1)) == labels.unsqueeze(1);
    const at::Tensor first = hits.select(1, 0);
    for (size_t half = 0; half < 2; ++half) {
      const at::Tensor own = first.slice(0, static_cast<int64_t>(half), std::nullopt, 2);
      first_[half] += own.sum().item<int64_t>();
      images_[half] += own.size(0);
    }
    among_ += hits.sum().item<int64_t>();
    loss_ += at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum).item<double>();
  }
  Accuracy of(const Arch& arch) const {
    const int64_t images = images_[0] + images_[1];
    const double n = static_cast<double>(std::max<int64_t>(images, 1));
    const auto part = [&](size_t half) {
      return static_cast<double>(first_[half]) /
             static_cast<double>(std::max<int64_t>(images_[half], 1));
    };
    return {arch,
            images,
            static_cast<double>(first_[0] + first_[1]) / n,
            static_cast<double>(among_) / n,
            loss_ / n,
            {part(0), part(1)}};
  }

 private:
  std::array<int64_t, 2> first_{}, images_{};  // of even images and of odd ones
  int64_t among_ = 0;
  double loss_ = 0;
};

// One network that is being evaluated, beside others on the same batches.
struct Candidate {
  Plan plan;
  NormStatistics statistics;
  Counter counter;
};

void evaluate_all(const Weights& weights, std::vector<Candidate>& candidates, EvalLoader loader,
                  const EvaluationOptions& options) {
  const at::NoGradGuard no_grad;
  while (const auto batch = next_tensors(loader, weights.device())) {
    options.before_batch();
    for (Candidate& candidate : candidates) {
      const Values values =
          evaluate(weights, candidate.plan, batch->images, candidate.statistics, options.precision);
      candidate.counter.add(values.at(candidate.plan.graph.output), batch->labels);
    }
  }
}

void calibrate_all(const Weights& weights, std::vector<Candidate>& candidates, EvalLoader loader,
                   const EvaluationOptions& options) {
  std::vector<NormCalibration> calibrations;
  for (const Candidate& candidate : candidates)
    calibrations.emplace_back(weights, candidate.plan, options.precision);
  while (const auto batch = next_tensors(loader, weights.device())) {
    options.before_batch();
    for (NormCalibration& calibration : calibrations) calibration.add(batch->images);
  }
  for (size_t i = 0; i < candidates.size(); ++i)
    candidates[i].statistics = calibrations[i].finish();
}

}  // namespace

std::vector<Accuracy> measure_accuracy(const Model& model, const Dataset& dataset,
                                       const std::vector<Arch>& archs,
                                       const EvaluationOptions& options) {
  std::map<int, std::vector<size_t>> by_resolution;
  for (size_t i = 0; i < archs.size(); ++i) by_resolution[archs[i].resolution].push_back(i);
  std::vector<Accuracy> accuracies(archs.size());
  for (const auto& [resolution, members] : by_resolution) {
    std::vector<Candidate> candidates;
    for (const size_t i : members) candidates.push_back({model.plan(archs[i]), {}, {}});
    calibrate_all(model.weights, candidates, calibration_loader(dataset, resolution, options),
                  options);
    evaluate_all(model.weights, candidates, split_loader(dataset, resolution, options), options);
    for (size_t i = 0; i < members.size(); ++i)
      accuracies[members[i]] = candidates[i].counter.of(archs[members[i]]);
  }
  return accuracies;
}

Accuracy measure_accuracy(const Weights& weights, const Plan& plan,
                          const NormStatistics& statistics, const Dataset& dataset,
                          const EvaluationOptions& options) {
  std::vector<Candidate> one{{plan, statistics, {}}};
  evaluate_all(weights, one, split_loader(dataset, plan.arch.resolution, options), options);
  return one.front().counter.of(plan.arch);
}

NormStatistics calibrate(const Weights& weights, const Plan& plan, const Dataset& dataset,
                         const EvaluationOptions& options) {
  std::vector<Candidate> one{{plan, {}, {}}};
  calibrate_all(weights, one, calibration_loader(dataset, plan.arch.resolution, options), options);
  return one.front().statistics;
}

}  // namespace ofa
