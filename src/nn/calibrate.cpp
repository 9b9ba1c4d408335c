#include "nn/calibrate.h"

#include <ATen/ATen.h>

namespace ofa {

NormStatistics NormStatistics::stored(const Arch& arch, std::vector<Moments> moments,
                                      const Weights& weights) {
  NormStatistics statistics;
  statistics.arch_ = arch;
  for (Moments& norm : moments)
    statistics.moments_.push_back(
        {norm.mean.to(weights.device()), norm.variance.to(weights.device())});
  statistics.weights_version_ = weights.version();
  return statistics;
}

NormCalibration::NormCalibration(const Weights& weights, const Plan& plan, at::ScalarType precision)
    : weights_(weights), plan_(plan), precision_(precision), weights_version_(weights.version()) {}

void NormCalibration::add(const at::Tensor& images) {
  const at::NoGradGuard no_grad;
  std::vector<Moments> batch;
  forward_with_moments(weights_, plan_, images, precision_, Mode::kCalibrate, batch);
  sums_.resize(batch.size());
  const double count = static_cast<double>(images.size(0));
  for (size_t i = 0; i < batch.size(); ++i) {
    const auto accumulate = [&](at::Tensor& sum, const at::Tensor& term) {
      const at::Tensor weighted = term.to(at::kDouble) * count;
      sum = sum.defined() ? sum + weighted : weighted;
    };
    accumulate(sums_[i].mean, batch[i].mean);
    accumulate(sums_[i].variance, batch[i].variance);
  }
  num_images_ += images.size(0);
}

NormStatistics NormCalibration::finish() const {
  TORCH_CHECK(num_images_ > 0, "calibration without images");
  TORCH_CHECK(weights_version_ == weights_.version(), "the weights changed during calibration");
  const auto mean = [&](const at::Tensor& sum) {
    return (sum / static_cast<double>(num_images_)).to(weights_.dtype());
  };
  std::vector<Moments> moments;
  for (const Moments& sum : sums_) moments.push_back({mean(sum.mean), mean(sum.variance)});
  return NormStatistics::stored(plan_.arch, std::move(moments), weights_);
}

Values evaluate(const Weights& weights, const Plan& plan, const at::Tensor& images,
                const NormStatistics& statistics, at::ScalarType precision,
                const std::vector<ValueId>& keep) {
  TORCH_CHECK(statistics.arch_ == plan.arch, "these statistics are of another arch");
  TORCH_CHECK(statistics.weights_version_ == weights.version(),
              "the weights changed after calibration");
  std::vector<Moments> moments = statistics.moments_;
  return forward_with_moments(weights, plan, images, precision, Mode::kEvaluate, moments, keep);
}

}  // namespace ofa
