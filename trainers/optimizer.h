#pragma once

#include "nn/weights.h"
#include "trainers/optimizer_config.h"
#include "trainers/training_state.h"

namespace ofa {

// SGD with momentum or AdamW (Loshchilov and Hutter, 2019), on the flat buffers: one fused call a
// group.
class Optimizer {
 public:
  Optimizer(const OptimizerConfig& config, const Weights& weights);

  // Clips the gradients, whose norm is handed in, steps, and zeroes them. Weight decay pulls where
  // the step `decays`.
  void step(Weights& weights, double lr, double gradient_norm, bool decays = true);

  void add_to(TrainingState& state) const;

 private:
  void clip(at::Tensor gradients, double norm) const;
  void take(size_t group, const at::Tensor& values, const at::Tensor& gradients, double lr,
            double decay) const;

  OptimizerConfig config_;
  std::vector<GroupBuffers> buffers_;  // SGD's momentum, or AdamW's two means
  at::Tensor steps_;                   // [1], that AdamW has taken
};

// L2, of all gradients together.
double gradient_norm(const Weights& weights);

}  // namespace ofa
