#pragma once

#include "nn/row.h"

namespace ofa {

// The small network of squeeze-excite, from pooled maps to factors, on matrices [N, C], computed
// in the precision. Autograd leads back through it.
class Gate {
 public:
  // `ops` as FusedOps has them: pool, reduce, act, expand, act, scale.
  Gate(const RowSetting& setting, const std::vector<int>& ops, const at::Tensor& pooled,
       bool records);

  at::Tensor factors() const { return factors_.detach().flatten(1).to(real_); }
  // Adds to the weights' gradients, and gives that of `pooled`.
  at::Tensor backward(Weights& weights, const at::Tensor& of_factors) const;

 private:
  const Plan& plan_;
  at::ScalarType real_;          // of what comes and goes
  at::Tensor pooled_, factors_;  // [N, C, 1, 1]
  std::vector<ParamId> ids_;
  std::vector<at::Tensor> parameters_;  // leaves
};

}  // namespace ofa
