#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <vector>

#include "nn/weights.h"

namespace ofa {

// How much each single weight matters, laid out like the weights. Pruning and sorting methods
// differ in this alone.
struct ElementScores {
  std::array<at::Tensor, 2> flat;  // by group
  bool of_norms = false;           // what matters is the scale of norms, not what reads a channel
};

ElementScores l1_scores(const Weights& weights);
ElementScores l2_scores(const Weights& weights);
ElementScores norm_scale_scores(const Weights& weights);
// First-order Taylor (Molchanov et al., 2019): what the loss would change by without this weight.
ElementScores taylor_scores(const Weights& weights);

// Movement (Sanh et al., 2020): weights that training moves away from zero, summed over steps.
class Movement {
 public:
  explicit Movement(const Weights& weights);
  void observe(const Weights& weights);  // before the optimizer's step, its gradients in place
  ElementScores scores() const { return {sums_, false}; }

 private:
  std::array<at::Tensor, 2> sums_;
};

// The importance of each channel of a dim: the scores of all weights that read it, summed. In
// double, on the weights' device.
at::Tensor channel_scores(const Weights& weights, const ElementScores& scores, DimId dim);

}  // namespace ofa
