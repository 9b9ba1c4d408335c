#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <vector>

#include "nn/weights.h"

namespace ofa {

// How much each single weight matters, laid out like the weights. Ways of sorting differ in this
// alone.
struct ElementScores {
  std::array<at::Tensor, 2> flat;  // by group
  bool of_norms = false;           // what matters is the scale of norms, not what reads a channel
};

ElementScores l1_scores(const Weights& weights);
ElementScores l2_scores(const Weights& weights);
ElementScores norm_scale_scores(const Weights& weights);

// The importance of each channel of a dim: the scores of all weights that read it, summed. In
// double, on the weights' device.
at::Tensor channel_scores(const Weights& weights, const ElementScores& scores, DimId dim);

}  // namespace ofa
