#include "nn/importance.h"

#include <ATen/ATen.h>

namespace ofa {
namespace {

template <typename Score>
std::array<at::Tensor, 2> by_group(const Weights& weights, const Score& score) {
  const at::NoGradGuard no_grad;
  return {score(weights.flat_values(WeightGroup::kDecayed)),
          score(weights.flat_values(WeightGroup::kPlain))};
}

std::vector<int64_t> all_axes_but(int64_t axis, int64_t count) {
  std::vector<int64_t> axes;
  for (int64_t i = 0; i < count; ++i)
    if (i != axis) axes.push_back(i);
  return axes;
}

}  // namespace

ElementScores l1_scores(const Weights& weights) {
  return {by_group(weights, [](const at::Tensor& w) { return w.abs(); }), false};
}

ElementScores l2_scores(const Weights& weights) {
  return {by_group(weights, [](const at::Tensor& w) { return w.square(); }), false};
}

ElementScores norm_scale_scores(const Weights& weights) {
  ElementScores scores = l1_scores(weights);
  scores.of_norms = true;
  return scores;
}

at::Tensor channel_scores(const Weights& weights, const ElementScores& scores, DimId dim) {
  const at::NoGradGuard no_grad;
  at::Tensor total = at::zeros({weights.declared().dims[dim].widest},
                               at::dtype(at::kDouble).device(weights.device()));
  for (size_t id = 0; id < weights.declared().parameters.size(); ++id) {
    const Parameter& parameter = weights.declared().parameters[id];
    const bool counts =
        scores.of_norms ? parameter.role == Role::kNormScale : parameter.role == Role::kWeight;
    const size_t axis = scores.of_norms ? 0 : 1;
    if (!counts || parameter.axes.size() <= axis || parameter.axes[axis].dim != dim) continue;
    const int group = static_cast<int>(weights.group_of(static_cast<ParamId>(id)));
    const at::Tensor own =
        weights.view_of(scores.flat[group], static_cast<ParamId>(id)).to(at::kDouble);
    const auto others = all_axes_but(static_cast<int64_t>(axis), own.dim());
    total += others.empty() ? own : own.sum(others);
  }
  return total;
}

}  // namespace ofa
