#include "trainers/optimizer.h"

#include <ATen/ATen.h>

#include <cmath>

namespace ofa {

Sgd::Sgd(const OptimizerConfig& config, const Weights& weights) : config_(config) {
  for (const WeightGroup group : kWeightGroups)
    momentum_[static_cast<int>(group)] = at::zeros_like(weights.flat_values(group));
}

void Sgd::step(Weights& weights, double lr, double gradient_norm) {
  const at::NoGradGuard no_grad;
  const bool clips = config_.clip_norm > 0 && gradient_norm > config_.clip_norm;
  for (const WeightGroup group : kWeightGroups) {
    at::Tensor gradients = weights.flat_gradients(group);
    if (clips) gradients.mul_(config_.clip_norm / gradient_norm);
    const double decay = group == WeightGroup::kDecayed ? config_.weight_decay : 0;
    std::vector<at::Tensor> momentum;
    if (config_.momentum > 0) momentum.push_back(momentum_[static_cast<int>(group)]);
    // Never "first": a zero momentum buffer takes the same step.
    at::_fused_sgd_({weights.flat_values(group)}, {gradients}, momentum, decay, config_.momentum,
                    lr, /*dampening=*/0, config_.nesterov && config_.momentum > 0,
                    /*maximize=*/false, /*is_first_step=*/false);
    gradients.zero_();
  }
}

double gradient_norm(const Weights& weights) {
  double squares = 0;
  for (const WeightGroup group : kWeightGroups) {
    const double norm = weights.flat_gradients(group).norm().item<double>();
    squares += norm * norm;
  }
  return std::sqrt(squares);
}

}  // namespace ofa
