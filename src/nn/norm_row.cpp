#include "nn/norm_row.h"

#include <ATen/ATen.h>

#include <optional>

#include "nn/gate.h"
#include "nn/nhwc.h"
#include "nn/norm_passes.h"

namespace ofa {
namespace {

class RemadeNorm : public Remade {
 public:
  explicit RemadeNorm(NormMap map) : map_(std::move(map)) {}
  at::Tensor make() const override { return normalised(map_); }

 private:
  NormMap map_;
};

struct Normalisation {
  NormMap map;
  at::Tensor mean, inverse_deviation;
};

Act act_of(const Plan& plan, const FusedOps& ops) {
  if (ops.activation < 0) return Act::kNone;
  return std::get<Activation>(plan.graph.ops[ops.activation].operation).act;
}

Normalisation normalisation(const RowSetting& setting, const FusedOps& ops, const at::Tensor& y) {
  const Op& op = setting.plan.graph.ops[ops.op];
  Moments* const given = setting.moments_of(ops.op);
  const Moments moments = setting.mode == Mode::kEvaluate ? *given : moments_of(y);
  if (setting.mode == Mode::kCalibrate) *given = moments;
  Normalisation result;
  const at::ScalarType real = y.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  result.mean = moments.mean.to(real);
  result.inverse_deviation =
      at::rsqrt(moments.variance.to(real) + std::get<BatchNorm>(op.operation).epsilon);
  result.map.y = y;
  result.map.scale = setting.read(op.parameters[0], real) * result.inverse_deviation;
  result.map.shift = setting.read(op.parameters[1], real) - result.mean * result.map.scale;
  result.map.act = act_of(setting.plan, ops);
  return result;
}

class NormRow : public Row {
 public:
  NormRow(const Plan& plan, const FusedOps& ops, Normalisation norm, std::optional<Gate> gate)
      : Row(plan, ops), norm_(std::move(norm)), gate_(std::move(gate)) {
    if (norm_.map.act == Act::kNone) norm_.map.residual = at::Tensor();  // says nothing then
  }

  std::vector<at::Tensor> backward(Weights& weights, at::Tensor gradient) override {
    if (gradient.scalar_type() != norm_.map.y.scalar_type() || !is_nhwc(gradient))
      gradient = nhwc(gradient.to(norm_.map.y.scalar_type()));
    NormMapGradient of{gradient, {}, norm_.mean, norm_.inverse_deviation};
    if (gate_) {
      const at::Tensor pooled = gate_->backward(weights, gate_gradient(norm_.map, of));
      of.pooled_gradient = pooled / (gradient.size(2) * gradient.size(3));
    }
    const at::Tensor sums = parameter_gradients(norm_.map, of);
    weights.add_grad(plan().slices[op().parameters[0]], sums[1]);
    weights.add_grad(plan().slices[op().parameters[1]], sums[0]);
    return input_gradients(of, std::move(gradient), sums);
  }

  std::vector<at::Tensor> kept() const override {
    std::vector<at::Tensor> all{norm_.map.y};
    if (norm_.map.residual.defined()) all.push_back(norm_.map.residual);
    return all;
  }

 private:
  std::vector<at::Tensor> input_gradients(NormMapGradient& of, at::Tensor gradient,
                                          const at::Tensor& sums) {
    of.gradient = at::Tensor();
    const bool ours = is_ours(gradient);
    of.gradient = gradient;
    const bool has_residual = ops().residual >= 0;
    const at::Tensor of_y = ours && !has_residual ? gradient : nhwc(at::empty_like(norm_.map.y));
    at::Tensor of_residual;
    if (has_residual && norm_.map.act != Act::kNone)
      of_residual = ours ? gradient : nhwc(at::empty_like(norm_.map.y));
    write_input_gradients(norm_.map, of, sums, of_y, of_residual);
    if (!has_residual) return {of_y};
    return {of_y, of_residual.defined() ? of_residual : gradient};
  }

  Normalisation norm_;
  std::optional<Gate> gate_;
};

}  // namespace

RowResult run_norm(const RowSetting& setting, const FusedOps& ops, const Passed& y,
                   const Passed* residual, bool records) {
  Normalisation norm = normalisation(setting, ops, y.tensor);
  std::optional<Gate> gate;
  if (!ops.gate.empty()) {
    gate.emplace(setting, ops.gate, pooled(norm.map), records);
    norm.map.gate = gate->factors();
  }
  if (residual) {
    norm.map.residual = residual->tensor;
    norm.map.factors = setting.drop_factors(ops.add, y.tensor);
  }
  RowResult result;
  result.output.tensor = normalised(norm.map);
  if (!records) return result;
  if (!residual) result.output.remade = std::make_shared<RemadeNorm>(norm.map);
  result.row = std::make_unique<NormRow>(setting.plan, ops, std::move(norm), std::move(gate));
  return result;
}

}  // namespace ofa
