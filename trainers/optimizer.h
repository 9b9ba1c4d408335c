#pragma once

#include <array>

#include "nn/weights.h"
#include "trainers/optimizer_config.h"

namespace ofa {

// SGD with momentum on the flat buffers: one fused call a group.
class Sgd {
 public:
  Sgd(const OptimizerConfig& config, const Weights& weights);

  // Clips by the gradients' norm, steps, and zeroes the gradients.
  void step(Weights& weights, double lr, double gradient_norm);

  // Laid out like the weights' groups.
  const std::array<at::Tensor, 2>& momentum() const { return momentum_; }

 private:
  OptimizerConfig config_;
  std::array<at::Tensor, 2> momentum_;
};

// L2, of all gradients together.
double gradient_norm(const Weights& weights);

}  // namespace ofa
