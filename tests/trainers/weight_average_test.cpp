#include "trainers/weight_average.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/initialise.h"
#include "nn/sort.h"

namespace ofa {
namespace {

Model fashion_model() {
  Model model = make_model(load_space("fashion"), std::nullopt);
  initialise(model.weights, 3);
  return model;
}

at::Tensor average_of(const WeightAverage& average) {
  return average.model().weights.flat_values(WeightGroup::kDecayed);
}

// sum_t (1 - d_t) w_t prod_{s > t} d_s, in double.
at::Tensor weighted_sum(const std::vector<at::Tensor>& weights, double decay) {
  at::Tensor sum = at::zeros_like(weights.front(), at::kDouble);
  double later = 1;
  for (size_t t = weights.size(); t-- > 0;) {
    const double d = std::min(decay, static_cast<double>(t) / (9.0 + static_cast<double>(t)));
    sum += weights[t].to(at::kDouble) * ((1 - d) * later);
    later *= d;
  }
  EXPECT_NEAR(later, 0, 1e-12);  // nothing of what was there before the first
  return sum;
}

TEST(WeightAverage, IsTheWeightedSumOfAllWeightsAfterTheStart) {
  for (const double decay : {0.0, 0.6, 0.9999}) {
    Model model = fashion_model();
    WeightAverage average(decay, model, {});
    std::vector<at::Tensor> seen;
    for (int step = 0; step < 40; ++step) {
      for (const WeightGroup group : kWeightGroups) {
        at::Tensor values = model.weights.flat_values(group);
        values.copy_(at::sin(at::arange(values.numel(), at::kFloat) + step * step));
      }
      seen.push_back(model.weights.flat_values(WeightGroup::kDecayed).clone());
      average.update(model.weights);
    }
    EXPECT_TRUE(
        at::allclose(average_of(average).to(at::kDouble), weighted_sum(seen, decay), 1e-5, 1e-6))
        << decay;
  }
}

// A constant decay once warm-up is over: by so much does it come nearer to weights that stay.
TEST(WeightAverage, ComesNearerByItsDecay) {
  Model model = fashion_model();
  WeightAverage average(0.5, model, {});
  for (int step = 0; step < 12; ++step) average.update(model.weights);
  EXPECT_TRUE(at::equal(average_of(average), model.weights.flat_values(WeightGroup::kDecayed)));
  at::Tensor values = model.weights.flat_values(WeightGroup::kDecayed);
  values.add_(1);
  for (double distance = 0.5; distance > 0.01; distance /= 2) {
    average.update(model.weights);
    EXPECT_NEAR((values - average_of(average)).mean().item<double>(), distance, 1e-5);
  }
}

TEST(WeightAverage, BeginsAsTheWeightsAndLeavesThemAlone) {
  Model model = fashion_model();
  const at::Tensor before = model.weights.flat_values(WeightGroup::kDecayed).clone();
  WeightAverage average(0.9, model, {});
  EXPECT_TRUE(at::equal(average_of(average), before));
  at::Tensor(average_of(average)).add_(1);
  EXPECT_TRUE(at::equal(model.weights.flat_values(WeightGroup::kDecayed), before));
}

TEST(WeightAverage, LiesAsTheWeightsDoWithDecayedMatricesToo) {
  const WeightsOptions options{.decay_kernel_matrices = true};
  Model model = make_model(load_space("fashion"), std::nullopt, options);
  initialise(model.weights, 3);
  const WeightAverage average(0.9, model, options);
  EXPECT_TRUE(at::equal(average_of(average), model.weights.flat_values(WeightGroup::kDecayed)));
}

// As Trainer has it: what sorting permutes and checkpoints hold is the average itself.
TEST(WeightAverage, HandsOutItsOwnState) {
  Model model = fashion_model();
  WeightAverage average(0.9, model, {});
  TrainingState state;
  average.add_to(state);
  for (int step = 0; step < 3; ++step) average.update(model.weights);
  EXPECT_EQ(state.others.at(0).values.item<float>(), 3);
  EXPECT_EQ(state.like_weights.at(0).groups[0].data_ptr(), average_of(average).data_ptr());
}

}  // namespace
}  // namespace ofa
