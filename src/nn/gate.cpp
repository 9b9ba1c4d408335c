#include "nn/gate.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/profile.h"

namespace ofa {

Gate::Gate(const RowSetting& setting, const std::vector<int>& ops, const at::Tensor& pooled,
           bool records)
    : plan_(setting.plan), real_(pooled.scalar_type()) {
  const ProfileScope scope("squeeze-excite: gate");
  const at::AutoGradMode grad(records);
  pooled_ = pooled.to(setting.precision).view({pooled.size(0), pooled.size(1), 1, 1});
  pooled_.set_requires_grad(records);
  factors_ = pooled_;
  for (size_t i = 1; i + 1 < ops.size(); ++i) {
    const Op& op = setting.plan.graph.ops[ops[i]];
    std::vector<at::Tensor> of_op;
    for (const ParamId id : op.parameters) {
      ids_.push_back(id);
      of_op.push_back(setting.read(id).detach().set_requires_grad(records));
    }
    factors_ = apply(op, {factors_}, of_op, Mode::kTrain, nullptr);
    parameters_.insert(parameters_.end(), of_op.begin(), of_op.end());
  }
}

at::Tensor Gate::backward(Weights& weights, const at::Tensor& of_factors) const {
  const ProfileScope scope("squeeze-excite: gate");
  std::vector<at::Tensor> leaves{pooled_};
  leaves.insert(leaves.end(), parameters_.begin(), parameters_.end());
  const auto found = torch::autograd::grad(
      {factors_}, leaves, {of_factors.view(factors_.sizes()).to(factors_.scalar_type())});
  for (size_t i = 0; i < ids_.size(); ++i) weights.add_grad(plan_.slices[ids_[i]], found[i + 1]);
  return found[0].flatten(1).to(real_);
}

}  // namespace ofa
