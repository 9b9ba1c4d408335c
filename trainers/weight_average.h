#pragma once

#include "nn/model.h"
#include "trainers/training_state.h"

namespace ofa {

// An exponential moving average of weights over steps (Polyak and Juditsky, 1992): a model itself.
// After update t, from 0 on, it is d * average + (1 - d) * weights with d = min(decay, t / (9 +
// t)), so the first weights count no more than others, whatever they were, and early ones are soon
// gone.
class WeightAverage {
 public:
  WeightAverage(double decay, const Model& model, const WeightsOptions& options);  // as `model` is

  void update(const Weights& weights);

  const Model& model() const { return model_; }
  void narrow(const std::optional<Arch>& only) { model_.only = only; }  // as pruning leaves it
  void add_to(TrainingState& state) const;

 private:
  double decay_;
  Model model_;
  at::Tensor updates_;  // [1], so far
};

}  // namespace ofa
