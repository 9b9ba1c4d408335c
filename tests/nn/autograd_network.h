#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <vector>

#include "nn/run.h"

namespace ofa {

struct AutogradResult {
  Values values;                      // those that a gradient was given at
  std::vector<at::Tensor> gradients;  // by shared parameter, full size
};

// The same network written once more, for autograd as a whole: full-size weights are the leaves,
// and slices and kernel matrices are part of what is differentiated. `factors`, by operation, are
// of its first input.
AutogradResult autograd_network(const Weights& weights, const Plan& plan, const at::Tensor& images,
                                const Values& gradients,
                                const std::map<int, at::Tensor>& factors = {});

}  // namespace ofa
