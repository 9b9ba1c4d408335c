#include "trainers/optimizer.h"

#include <ATen/ATen.h>

#include <cmath>

namespace ofa {
namespace {

GroupBuffers zeros_like(const Weights& weights, const char* name) {
  return {name,
          {at::zeros_like(weights.flat_values(WeightGroup::kDecayed)),
           at::zeros_like(weights.flat_values(WeightGroup::kPlain))}};
}

}  // namespace

Optimizer::Optimizer(const OptimizerConfig& config, const Weights& weights) : config_(config) {
  if (config.name == OptimizerName::kAdamW) {
    buffers_ = {zeros_like(weights, "adamw.mean"), zeros_like(weights, "adamw.square")};
    steps_ = at::zeros({1}, at::TensorOptions().dtype(at::kFloat).device(weights.device()));
  } else {
    buffers_ = {zeros_like(weights, "sgd.momentum")};
  }
}

void Optimizer::step(Weights& weights, double lr, double gradient_norm, bool decays) {
  const at::NoGradGuard no_grad;
  if (steps_.defined()) steps_.add_(1);
  for (const WeightGroup group : kWeightGroups) {
    at::Tensor gradients = weights.flat_gradients(group);
    clip(gradients, gradient_norm);
    const double decay = decays && group == WeightGroup::kDecayed ? config_.weight_decay : 0;
    take(static_cast<size_t>(group), weights.flat_values(group), gradients, lr, decay);
    gradients.zero_();
  }
}

void Optimizer::clip(at::Tensor gradients, double norm) const {
  if (config_.clip_norm > 0 && norm > config_.clip_norm) gradients.mul_(config_.clip_norm / norm);
  if (config_.clip_value > 0) gradients.clamp_(-config_.clip_value, config_.clip_value);
}

void Optimizer::take(size_t group, const at::Tensor& values, const at::Tensor& gradients, double lr,
                     double decay) const {
  if (config_.name == OptimizerName::kAdamW) {
    at::_fused_adamw_({values}, {gradients}, {buffers_[0].groups[group]},
                      {buffers_[1].groups[group]}, /*max_exp_avg_sqs=*/{}, {steps_}, lr,
                      config_.beta1, config_.beta2, decay, config_.epsilon, /*amsgrad=*/false,
                      /*maximize=*/false);
    return;
  }
  std::vector<at::Tensor> momentum;
  if (config_.momentum > 0) momentum.push_back(buffers_[0].groups[group]);
  // Never "first": a zero momentum buffer takes the same step.
  at::_fused_sgd_({values}, {gradients}, momentum, decay, config_.momentum, lr, /*dampening=*/0,
                  config_.nesterov && config_.momentum > 0, /*maximize=*/false,
                  /*is_first_step=*/false);
}

void Optimizer::add_to(TrainingState& state) const {
  state.like_weights.insert(state.like_weights.end(), buffers_.begin(), buffers_.end());
  if (steps_.defined()) state.others.push_back({"adamw.steps", steps_});
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
