#include "runtime/folded_run.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "nn/nhwc.h"
#include "nn/operations.h"

namespace ofa {
namespace {

at::Tensor tensor_of(const Graph& graph, ParamId id, const std::vector<float>& values) {
  const std::vector<int64_t> sizes = graph.active_sizes(graph.parameters[id]);
  const at::Tensor tensor =
      at::from_blob(const_cast<float*>(values.data()), sizes, at::kFloat).clone();
  return tensor.dim() == 4 ? nhwc(tensor) : tensor;
}

}  // namespace

FoldedRun::FoldedRun(const Network& network, at::ScalarType precision)
    : graph_(network.graph), precision_(precision), last_use_(graph_.values.size(), 0) {
  TORCH_CHECK(network.moments.empty(), "FoldedRun: a network with norms");
  for (size_t id = 0; id < network.values.size(); ++id)
    parameters_.push_back(
        tensor_of(graph_, static_cast<ParamId>(id), network.values[id]).to(precision));
  for (size_t i = 0; i < graph_.ops.size(); ++i)
    for (const ValueId input : graph_.ops[i].inputs) last_use_[input] = i;
}

FoldedRun::FoldedRun(const Network& network, const Quantization& quantization)
    : FoldedRun(network) {
  quantization_ = quantization;
  for (size_t i = 0; i < graph_.ops.size(); ++i) {
    const Op& op = graph_.ops[i];
    if (!has_weights(op) || !quantization.reads_bytes[i]) continue;
    const ByteLayer layer = quantize_layer(network, op, quantization);
    set_parameter(op.parameters[0], layer.float_weight());
    if (op.parameters.size() > 1) set_parameter(op.parameters[1], layer.float_bias());
  }
}

std::vector<at::Tensor> FoldedRun::values(const at::Tensor& images) const {
  std::vector<ValueId> all(graph_.values.size());
  for (size_t id = 0; id < all.size(); ++id) all[id] = static_cast<ValueId>(id);
  return values(images, all);
}

std::vector<at::Tensor> FoldedRun::values(const at::Tensor& images,
                                          const std::vector<ValueId>& keep) const {
  const at::NoGradGuard no_grad;
  const auto is_kept = [&](ValueId value) {
    return value == graph_.output || std::ranges::find(keep, value) != keep.end();
  };
  std::vector<at::Tensor> values(graph_.values.size());
  values[graph_.input] = nhwc(images.to(precision_));
  for (size_t i = 0; i < graph_.ops.size(); ++i) {
    const Op& op = graph_.ops[i];
    values[op.output] = apply(i, inputs(i, values));
    for (const ValueId input : op.inputs)
      if (is_last_use(input, i) && !is_kept(input)) values[input] = at::Tensor();
  }
  return values;
}

at::Tensor FoldedRun::logits(const at::Tensor& images) const {
  return values(images, {})[graph_.output].to(at::kFloat);
}

at::Tensor FoldedRun::apply(size_t op, const std::vector<at::Tensor>& inputs) const {
  std::vector<at::Tensor> parameters;
  for (const ParamId id : graph_.ops[op].parameters) parameters.push_back(parameters_[id]);
  return ofa::apply(graph_.ops[op], inputs, parameters, Mode::kEvaluate, nullptr);
}

std::vector<at::Tensor> FoldedRun::inputs(size_t op, const std::vector<at::Tensor>& values) const {
  std::vector<at::Tensor> inputs;
  for (const ValueId input : graph_.ops[op].inputs) {
    const bool bytes = quantization_ && quantization_->reads_bytes[op];
    inputs.push_back(bytes ? as_bytes(values[input], *quantization_->scales[input])
                           : values[input]);
  }
  return inputs;
}

int64_t FoldedRun::num_float_layers() const {
  int64_t count = 0;
  for (size_t i = 0; i < graph_.ops.size(); ++i)
    count += has_weights(graph_.ops[i]) && !(quantization_ && quantization_->reads_bytes[i]);
  return count;
}

void FoldedRun::set_parameter(ParamId id, const std::vector<float>& values) {
  parameters_[id] = tensor_of(graph_, id, values).to(precision_);
}

at::Tensor as_bytes(const at::Tensor& value, const ByteScale& scale) {
  return at::fake_quantize_per_tensor_affine(value, scale.scale, scale.zero_point, 0, 255);
}

}  // namespace ofa
