#include "tests/nn/autograd_network.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace ofa {
namespace {

at::Tensor centre(const at::Tensor& kernel, int64_t size) {
  const int64_t cut = (kernel.size(2) - size) / 2;
  return kernel.slice(2, cut, cut + size).slice(3, cut, cut + size);
}

at::Tensor sliced(const std::vector<at::Tensor>& leaves, const Slice& slice) {
  at::Tensor weight = leaves[slice.parameter].slice(0, 0, slice.sizes[0]);
  if (slice.sizes.size() > 1) weight = weight.slice(1, 0, slice.sizes[1]);
  if (slice.sizes.size() < 4) return weight;
  for (const KernelTransform& step : slice.transforms) {
    const at::Tensor cropped =
        centre(weight, step.to).reshape({weight.size(0), weight.size(1), -1});
    weight = at::matmul(cropped, leaves[step.matrix].t())
                 .reshape({weight.size(0), weight.size(1), step.to, step.to});
  }
  return centre(weight, slice.sizes[2]);
}

at::Tensor hard_sigmoid(const at::Tensor& x) {
  return at::clamp(x + 3, 0, 6) / 6;
}

struct Compute {
  const std::vector<at::Tensor>& in;
  const std::vector<at::Tensor>& p;

  at::Tensor operator()(const Conv& conv) const {
    return at::conv2d(in[0], p[0], p.size() > 1 ? p[1] : at::Tensor(), conv.stride, conv.kernel / 2,
                      1, conv.depthwise ? in[0].size(1) : 1);
  }
  at::Tensor operator()(const BatchNorm& norm) const {
    const at::Tensor mean = in[0].mean({0, 2, 3}, true);
    const at::Tensor variance = (in[0] - mean).square().mean({0, 2, 3}, true);
    return (in[0] - mean) / at::sqrt(variance + norm.epsilon) * p[0].view({1, -1, 1, 1}) +
           p[1].view({1, -1, 1, 1});
  }
  at::Tensor operator()(const Activation& activation) const {
    const at::Tensor& x = in[0];
    switch (activation.act) {
      case Act::kNone:
        return x;
      case Act::kRelu:
        return at::clamp_min(x, 0);
      case Act::kRelu6:
        return at::clamp(x, 0, 6);
      case Act::kHSwish:
        return x * hard_sigmoid(x);
      case Act::kSwish:
        return x * at::sigmoid(x);
      case Act::kSigmoid:
        return at::sigmoid(x);
      case Act::kHSigmoid:
        return hard_sigmoid(x);
    }
    return x;
  }
  at::Tensor operator()(const Add&) const { return in[0] + in[1]; }
  at::Tensor operator()(const Mul&) const { return in[0] * in[1]; }
  at::Tensor operator()(const GlobalPool&) const { return in[0].mean({2, 3}, true); }
  at::Tensor operator()(const AveragePool& pool) const {
    return at::avg_pool2d(in[0], pool.kernel, pool.stride, pool.padding, pool.ceil_mode,
                          pool.count_padding);
  }
  at::Tensor operator()(const MaxPool& pool) const {
    return at::max_pool2d(in[0], pool.kernel, pool.stride, pool.padding);
  }
  at::Tensor operator()(const Linear&) const { return at::matmul(in[0], p[0].t()) + p[1]; }
  at::Tensor operator()(const Reshape&) const { return in[0].flatten(1); }
  at::Tensor operator()(const SliceChannels& slice) const {
    return in[0].narrow(1, slice.first, slice.end - slice.first);
  }
  at::Tensor operator()(const Dropout&) const { return in[0]; }
};

}  // namespace

AutogradResult autograd_network(const Weights& weights, const Plan& plan, const at::Tensor& images,
                                const Values& gradients, const std::map<int, at::Tensor>& factors) {
  const at::AutoGradMode grad(true);
  std::vector<at::Tensor> leaves;
  for (size_t id = 0; id < weights.declared().parameters.size(); ++id)
    leaves.push_back(weights.values(static_cast<ParamId>(id)).clone().set_requires_grad(true));
  std::vector<at::Tensor> values(plan.graph.values.size());
  values[plan.graph.input] = images.contiguous();
  for (size_t i = 0; i < plan.graph.ops.size(); ++i) {
    const Op& op = plan.graph.ops[i];
    std::vector<at::Tensor> in, parameters;
    for (const ValueId id : op.inputs) in.push_back(values[id]);
    if (const auto found = factors.find(static_cast<int>(i)); found != factors.end())
      in[0] = in[0] * found->second;
    for (const ParamId id : op.parameters) parameters.push_back(sliced(leaves, plan.slices[id]));
    values[op.output] = std::visit(Compute{in, parameters}, op.operation);
  }
  AutogradResult result;
  std::vector<at::Tensor> outputs, grad_outputs;
  for (const auto& [value, gradient] : gradients) {
    outputs.push_back(values[value]);
    grad_outputs.push_back(gradient);
    result.values[value] = values[value].detach();
  }
  result.gradients =
      torch::autograd::grad(outputs, leaves, grad_outputs, {}, false, /*allow_unused=*/true);
  for (size_t id = 0; id < leaves.size(); ++id)
    if (!result.gradients[id].defined()) result.gradients[id] = at::zeros_like(leaves[id]);
  return result;
}

}  // namespace ofa
