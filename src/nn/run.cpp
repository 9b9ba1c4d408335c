#include "nn/run.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>

#include "nn/nhwc.h"

namespace ofa {
namespace {

// Norms keep their parameters and moments in the master type; all else computes in the precision
// asked for.
at::ScalarType read_type(const Weights& weights, const Parameter& parameter,
                         at::ScalarType precision) {
  const bool of_norm = parameter.role == Role::kNormScale || parameter.role == Role::kNormShift;
  return of_norm ? weights.dtype() : precision;
}

at::ScalarType result_type(at::ScalarType precision) {
  return precision == at::kDouble ? at::kDouble : at::kFloat;
}

at::Tensor leaf(const at::Tensor& tensor, bool requires_grad) {
  return tensor.detach().set_requires_grad(requires_grad);
}

class Forward {
 public:
  Forward(const Weights& weights, const Plan& plan, at::ScalarType precision,
          const std::vector<ValueId>& keep)
      : weights_(weights),
        plan_(plan),
        precision_(precision),
        keep_(keep),
        values_(plan.graph.values.size()) {
    for (const Op& op : plan.graph.ops)
      for (const ValueId input : op.inputs) last_use_[input] = &op;
  }

  template <typename Step>
  Values run(const at::Tensor& images, const Step& step) {
    TORCH_CHECK(images.dim() == 4 && images.size(1) == plan_.graph.channels(plan_.graph.input),
                "expected images [N, C, H, W] with ", plan_.graph.channels(plan_.graph.input),
                " channels");
    const at::NoGradGuard no_grad;
    values_[plan_.graph.input] = nhwc(images.to(weights_.device(), precision_));
    for (size_t i = 0; i < plan_.graph.ops.size(); ++i) {
      const Op& op = plan_.graph.ops[i];
      values_[op.output] = step(static_cast<int>(i), op);
      for (const ValueId input : op.inputs) release(input, op);
    }
    return results();
  }

  std::vector<at::Tensor> inputs(const Op& op) const {
    std::vector<at::Tensor> tensors;
    for (const ValueId input : op.inputs) tensors.push_back(values_[input]);
    return tensors;
  }

  std::vector<at::Tensor> parameters(const Op& op) const {
    std::vector<at::Tensor> tensors;
    for (const ParamId id : op.parameters)
      tensors.push_back(weights_.read(plan_.slices[id],
                                      read_type(weights_, plan_.graph.parameters[id], precision_)));
    return tensors;
  }

 private:
  bool is_kept(ValueId value) const {
    return value == plan_.graph.output || std::ranges::find(keep_, value) != keep_.end();
  }

  void release(ValueId value, const Op& op) {
    if (last_use_.at(value) == &op && !is_kept(value)) values_[value] = at::Tensor();
  }

  Values results() const {
    Values kept;
    for (size_t id = 0; id < values_.size(); ++id)
      if (is_kept(static_cast<ValueId>(id)))
        kept[static_cast<ValueId>(id)] = values_[id].to(result_type(precision_));
    return kept;
  }

  const Weights& weights_;
  const Plan& plan_;
  at::ScalarType precision_;
  const std::vector<ValueId>& keep_;
  std::vector<at::Tensor> values_;
  std::map<ValueId, const Op*> last_use_;
};

// Every operation by itself is a little autograd graph, from detached inputs to its output.
at::Tensor record(const Op& op, Tape::Row& row, bool input_needs_grad) {
  const at::AutoGradMode grad(true);
  for (at::Tensor& input : row.inputs) input = leaf(input, input_needs_grad);
  for (at::Tensor& parameter : row.parameters) parameter = leaf(parameter, true);
  row.output = apply(op, row.inputs, row.parameters, Mode::kTrain, nullptr);
  return row.output.detach();
}

// Kernels convert a gradient that lies in another order, silently and slowly.
at::Tensor as_kernels_read(const at::Tensor& gradient) {
  return gradient.dim() == 4 ? nhwc(gradient) : gradient;
}

void add_to(at::Tensor& sum, const at::Tensor& term) {
  sum = sum.defined() ? sum + term : term;
}

}  // namespace

Values forward_train(const Weights& weights, const Plan& plan, const at::Tensor& images,
                     at::ScalarType precision, Tape* tape, const std::vector<ValueId>& keep) {
  Forward forward(weights, plan, precision, keep);
  return forward.run(images, [&](int index, const Op& op) {
    Tape::Row row{index, forward.inputs(op), forward.parameters(op), {}};
    if (!tape) return apply(op, row.inputs, row.parameters, Mode::kTrain, nullptr);
    const bool reads_image = op.inputs[0] == plan.graph.input;
    tape->rows.push_back(std::move(row));
    return record(op, tape->rows.back(), !reads_image);
  });
}

void backward(Weights& weights, const Plan& plan, Tape& tape, const Values& gradients) {
  std::vector<at::Tensor> grads(plan.graph.values.size());
  for (const auto& [value, gradient] : gradients) grads[value] = gradient;
  while (!tape.rows.empty()) {
    Tape::Row row = std::move(tape.rows.back());
    tape.rows.pop_back();
    const Op& op = plan.graph.ops[row.op];
    const at::Tensor grad_output = std::move(grads[op.output]);
    grads[op.output] = at::Tensor();
    if (!grad_output.defined()) continue;

    std::vector<at::Tensor> leaves;
    for (const at::Tensor& input : row.inputs)
      if (input.requires_grad()) leaves.push_back(input);
    const size_t num_inputs = leaves.size();
    leaves.insert(leaves.end(), row.parameters.begin(), row.parameters.end());
    if (leaves.empty()) continue;
    const auto found = torch::autograd::grad(
        {row.output}, leaves, {as_kernels_read(grad_output.to(row.output.scalar_type()))});

    const at::NoGradGuard no_grad;
    for (size_t i = 0; i < num_inputs; ++i) add_to(grads[op.inputs[i]], found[i]);
    for (size_t i = 0; i < op.parameters.size(); ++i)
      weights.add_grad(plan.slices[op.parameters[i]], found[num_inputs + i]);
  }
}

Values forward_with_moments(const Weights& weights, const Plan& plan, const at::Tensor& images,
                            at::ScalarType precision, Mode mode, std::vector<Moments>& moments,
                            const std::vector<ValueId>& keep) {
  if (mode == Mode::kCalibrate) moments.resize(plan.num_norms);
  TORCH_CHECK(static_cast<int>(moments.size()) == plan.num_norms,
              "these moments are of another arch");
  Forward forward(weights, plan, precision, keep);
  return forward.run(images, [&](int index, const Op& op) {
    Moments* own = plan.norms[index] < 0 ? nullptr : &moments[plan.norms[index]];
    return apply(op, forward.inputs(op), forward.parameters(op), mode, own);
  });
}

}  // namespace ofa
