#include "nn/run.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "nn/conv_row.h"
#include "nn/nhwc.h"
#include "nn/norm_row.h"
#include "nn/operation_row.h"

namespace ofa {
namespace {

at::ScalarType result_type(at::ScalarType precision) {
  return precision == at::kDouble ? at::kDouble : at::kFloat;
}

class Forward {
 public:
  // Rows of our own are for processors; elsewhere each operation is LibTorch's.
  Forward(const RowSetting& setting, const std::vector<ValueId>& keep)
      : setting_(setting),
        graph_(setting.plan.graph),
        keep_(keep),
        is_ours_(setting.weights.device().is_cpu()),
        rows_(is_ours_ ? fuse(graph_, keep) : one_by_one(graph_)),
        values_(graph_.values.size()),
        last_use_(graph_.values.size()) {
    for (const FusedOps& row : rows_)
      for (const ValueId input : row.inputs(graph_)) last_use_[input] = row.op;
  }

  Values run(const at::Tensor& images, Tape* tape) {
    TORCH_CHECK(images.dim() == 4 && images.size(1) == graph_.channels(graph_.input),
                "expected images [N, C, H, W] with ", graph_.channels(graph_.input), " channels");
    const at::NoGradGuard no_grad;
    values_[graph_.input] = {nhwc(images.to(setting_.weights.device(), setting_.precision))};
    for (const FusedOps& row : rows_) {
      RowResult result = run_row(row, tape != nullptr);
      values_[row.output(graph_)] = std::move(result.output);
      if (tape) tape->rows.push_back(std::move(result.row));
      for (const ValueId input : row.inputs(graph_))
        if (last_use_[input] == row.op && !is_kept(input)) values_[input] = {};
    }
    return results();
  }

 private:
  RowResult run_row(const FusedOps& row, bool records) const {
    const Op& op = graph_.ops[row.op];
    const Passed& input = values_[op.inputs[0]];
    if (is_ours_ && std::holds_alternative<BatchNorm>(op.operation))
      return run_norm(setting_, row, input, row.residual < 0 ? nullptr : &values_[row.residual],
                      records);
    if (is_ours_ && std::holds_alternative<Conv>(op.operation))
      return run_conv(setting_, row, input, records);
    std::vector<Passed> inputs;
    for (const ValueId id : op.inputs) inputs.push_back(values_[id]);
    return run_operation(setting_, row, inputs, records);
  }

  bool is_kept(ValueId value) const {
    return value == graph_.output || std::ranges::find(keep_, value) != keep_.end();
  }

  Values results() const {
    Values kept;
    for (size_t id = 0; id < values_.size(); ++id)
      if (is_kept(static_cast<ValueId>(id)))
        kept[static_cast<ValueId>(id)] = values_[id].tensor.to(result_type(setting_.precision));
    return kept;
  }

  const RowSetting& setting_;
  const Graph& graph_;
  const std::vector<ValueId>& keep_;
  bool is_ours_;
  std::vector<FusedOps> rows_;
  std::vector<Passed> values_;
  std::vector<int> last_use_;  // by value: the row that reads it last, by its first operation
};

void add_to(at::Tensor& sum, at::Tensor term) {
  if (!sum.defined())
    sum = std::move(term);
  else if (is_ours(sum) && sum.scalar_type() == term.scalar_type())
    sum.add_(term);
  else
    sum = sum + term;
}

}  // namespace

Values forward_train(const Weights& weights, const Plan& plan, const at::Tensor& images,
                     at::ScalarType precision, Tape* tape, const std::vector<ValueId>& keep,
                     const Regularisation* regularisation) {
  RowSetting setting{weights, plan, precision};
  std::optional<Drops> drops;
  if (regularisation) setting.drops = &drops.emplace(*regularisation, plan.graph);
  return Forward(setting, keep).run(images, tape);
}

void backward(Weights& weights, Tape& tape, const Values& gradients) {
  const at::NoGradGuard no_grad;
  Values grads = gradients;
  while (!tape.rows.empty()) {
    const std::unique_ptr<Row> row = std::move(tape.rows.back());
    tape.rows.pop_back();
    at::Tensor gradient = std::exchange(grads[row->output()], at::Tensor());
    if (!gradient.defined()) continue;
    std::vector<at::Tensor> found = row->backward(weights, std::move(gradient));
    const std::vector<ValueId> inputs = row->inputs();
    for (size_t i = 0; i < found.size(); ++i)
      if (found[i].defined()) add_to(grads[inputs[i]], std::move(found[i]));
  }
}

Values forward_with_moments(const Weights& weights, const Plan& plan, const at::Tensor& images,
                            at::ScalarType precision, Mode mode, std::vector<Moments>& moments,
                            const std::vector<ValueId>& keep) {
  if (mode == Mode::kCalibrate) moments.resize(plan.num_norms);
  TORCH_CHECK(static_cast<int>(moments.size()) == plan.num_norms,
              "these moments are of another arch");
  const RowSetting setting{weights, plan, precision, mode, &moments};
  return Forward(setting, keep).run(images, nullptr);
}

}  // namespace ofa
