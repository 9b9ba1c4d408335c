#include "trainers/importance.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace ofa {
namespace {

// Over all axes but one.
at::Tensor sums_along(const at::Tensor& values, int64_t axis) {
  std::vector<int64_t> others;
  for (int64_t i = 0; i < values.dim(); ++i)
    if (i != axis) others.push_back(i);
  return values.to(at::kDouble).sum(others);
}

}  // namespace

ChannelImportance::ChannelImportance(const Weights& weights, const std::vector<std::string>& dims) {
  const SharedParameters& declared = weights.declared();
  int64_t count = 0;
  for (const std::string& name : dims) {
    const auto dim = std::ranges::find(declared.dims, name, &Dim::name);
    TORCH_CHECK(dim != declared.dims.end(), "there is no dim ", name);
    Channels channels{static_cast<DimId>(dim - declared.dims.begin()), count, dim->widest, {}};
    for (size_t id = 0; id < declared.parameters.size(); ++id) {
      const Parameter& parameter = declared.parameters[id];
      if (parameter.role != Role::kWeight) continue;
      for (int64_t axis = 0; axis < 2; ++axis)
        if (parameter.axes[static_cast<size_t>(axis)].dim == channels.id)
          channels.weights.push_back({static_cast<ParamId>(id), axis});
    }
    count += dim->widest;
    dims_.emplace(name, std::move(channels));
  }
  scores_ = at::zeros({count}, at::dtype(at::kFloat).device(weights.device()));
}

void ChannelImportance::observe(const Weights& weights, ImportanceBy by, double smoothing) {
  const at::NoGradGuard no_grad;
  for (const auto& [name, channels] : dims_)
    view(channels).mul_(smoothing).add_(now(weights, channels, by), 1 - smoothing);
}

// A norm between makes nothing of its input's size, so that those who make a channel say nothing of
// the loss: their weights times gradients add up to zero. Those who read it do.
at::Tensor ChannelImportance::now(const Weights& weights, const Channels& channels,
                                  ImportanceBy by) const {
  at::Tensor total = at::zeros({channels.count}, at::dtype(at::kDouble).device(scores_.device()));
  for (const auto& [id, axis] : channels.weights) {
    const at::Tensor values = weights.values(id);
    if (by == ImportanceBy::kMagnitude)
      total += sums_along(values.square(), axis);
    else if (axis == 1)
      total += sums_along(values * weights.gradients(id), axis);
  }
  if (by == ImportanceBy::kMagnitude) return total.sqrt().to(at::kFloat);
  return (by == ImportanceBy::kTaylor ? total.square() : total.neg()).to(at::kFloat);
}

at::Tensor ChannelImportance::view(const Channels& channels) const {
  return scores_.narrow(0, channels.first, channels.count);
}

at::Tensor ChannelImportance::order(const std::string& dim, int64_t active) const {
  const at::Tensor scores = view(dims_.at(dim));
  const at::Tensor leading = scores.narrow(0, 0, active);
  return at::cat({std::get<1>(at::sort(leading, /*stable=*/true, 0, /*descending=*/true)),
                  at::arange(active, scores.size(0), at::device(scores.device()))});
}

std::vector<double> ChannelImportance::of(const std::string& dim) const {
  const at::Tensor scores = view(dims_.at(dim)).to(at::kCPU, at::kDouble).contiguous();
  return {scores.const_data_ptr<double>(), scores.const_data_ptr<double>() + scores.size(0)};
}

void ChannelImportance::reorder(const std::string& dim, const at::Tensor& from) {
  at::Tensor own = view(dims_.at(dim));
  own.copy_(own.index_select(0, from));
}

}  // namespace ofa
