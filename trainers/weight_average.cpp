#include "trainers/weight_average.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace ofa {

WeightAverage::WeightAverage(double decay, const Model& model, const WeightsOptions& options)
    : decay_(decay),
      model_{model.space, Weights(model.weights.declared(), options), model.only},
      updates_(at::zeros({1}, at::kFloat)) {
  for (const WeightGroup group : kWeightGroups)
    at::Tensor(model_.weights.flat_values(group)).copy_(model.weights.flat_values(group));
}

void WeightAverage::update(const Weights& weights) {
  const at::NoGradGuard no_grad;
  const double updates = updates_.item<double>();
  const double decay = std::min(decay_, updates / (9 + updates));
  updates_.add_(1);
  for (const WeightGroup group : kWeightGroups)
    at::Tensor(model_.weights.flat_values(group)).lerp_(weights.flat_values(group), 1 - decay);
}

void WeightAverage::add_to(TrainingState& state) const {
  state.like_weights.push_back({"ema.weights",
                                {model_.weights.flat_values(WeightGroup::kDecayed),
                                 model_.weights.flat_values(WeightGroup::kPlain)}});
  state.others.push_back({"ema.updates", updates_});
}

}  // namespace ofa
