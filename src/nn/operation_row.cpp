#include "nn/operation_row.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "nn/nhwc.h"

namespace ofa {
namespace {

at::Tensor leaf(const at::Tensor& tensor, bool requires_grad) {
  return tensor.detach().set_requires_grad(requires_grad);
}

// Kernels convert a gradient that lies in another order, silently and slowly.
at::Tensor as_kernels_read(const at::Tensor& gradient) {
  return gradient.dim() == 4 ? nhwc(gradient) : gradient;
}

// With `factors`, of what is left of the first input.
at::Tensor applied(const RowSetting& setting, int op, std::vector<at::Tensor> inputs,
                   const std::vector<at::Tensor>& parameters, const at::Tensor& factors) {
  if (factors.defined()) inputs[0] = (inputs[0] * factors).to(inputs[0].scalar_type());
  return apply(setting.plan.graph.ops[op], inputs, parameters, setting.mode,
               setting.moments_of(op));
}

class OperationRow : public Row {
 public:
  OperationRow(const RowSetting& setting, const FusedOps& ops, std::vector<at::Tensor> inputs,
               std::vector<at::Tensor> parameters, const at::Tensor& factors)
      : Row(setting.plan, ops), inputs_(std::move(inputs)), parameters_(std::move(parameters)) {
    const at::AutoGradMode grad(true);
    for (size_t i = 0; i < inputs_.size(); ++i)
      inputs_[i] = leaf(inputs_[i], wants_gradient_of(op().inputs[i]));
    for (at::Tensor& parameter : parameters_) parameter = leaf(parameter, true);
    output_ = applied(setting, ops.op, inputs_, parameters_, factors);
  }

  at::Tensor output() const { return output_.detach(); }

  std::vector<at::Tensor> backward(Weights& weights, at::Tensor gradient) override {
    std::vector<at::Tensor> leaves;
    for (const at::Tensor& input : inputs_)
      if (input.requires_grad()) leaves.push_back(input);
    const size_t num_inputs = leaves.size();
    leaves.insert(leaves.end(), parameters_.begin(), parameters_.end());
    std::vector<at::Tensor> of_inputs(inputs_.size());
    if (leaves.empty()) return of_inputs;
    const std::vector<at::Tensor> found = torch::autograd::grad(
        {output_}, leaves, {as_kernels_read(gradient.to(output_.scalar_type()))});
    for (size_t i = 0; i < parameters_.size(); ++i)
      weights.add_grad(plan().slices[op().parameters[i]], found[num_inputs + i]);
    for (size_t i = 0, next = 0; i < inputs_.size(); ++i)
      if (inputs_[i].requires_grad()) of_inputs[i] = found[next++];
    return of_inputs;
  }

  std::vector<at::Tensor> kept() const override {
    std::vector<at::Tensor> all = inputs_;
    all.insert(all.end(), parameters_.begin(), parameters_.end());
    all.push_back(output_);
    return all;
  }

 private:
  std::vector<at::Tensor> inputs_, parameters_;  // leaves
  at::Tensor output_;
};

}  // namespace

RowResult run_operation(const RowSetting& setting, const FusedOps& ops,
                        const std::vector<Passed>& inputs, bool records) {
  const Op& op = setting.plan.graph.ops[ops.op];
  std::vector<at::Tensor> tensors, parameters;
  for (const Passed& input : inputs) tensors.push_back(input.tensor);
  for (const ParamId id : op.parameters) parameters.push_back(setting.read(id));
  const at::Tensor factors = setting.drop_factors(ops.op, tensors[0]);
  if (!records) return {{applied(setting, ops.op, tensors, parameters, factors)}};
  auto row = std::make_unique<OperationRow>(setting, ops, std::move(tensors), std::move(parameters),
                                            factors);
  const at::Tensor output = row->output();
  return {{output}, std::move(row)};
}

}  // namespace ofa
