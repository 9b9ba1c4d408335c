#include "trainers/optimizer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/optim/sgd.h>

#include "nn/initialise.h"
#include "space/supernet.h"

namespace ofa {
namespace {

Weights fashion_weights() {
  Weights weights(lower_supernet(load_space("fashion")), {});
  initialise(weights, 3);
  return weights;
}

void fill_gradients(Weights& weights, int step) {
  for (ParamId id = 0; id < static_cast<ParamId>(weights.declared().parameters.size()); ++id) {
    at::Tensor gradients = weights.gradients(id);
    gradients.copy_(
        at::sin(at::arange(gradients.numel(), at::kFloat) + step + id).reshape(gradients.sizes()));
  }
}

// LibTorch's own optimizer, parameter by parameter.
class Reference {
 public:
  Reference(const Weights& weights, const OptimizerConfig& config)
      : optimizer_(groups(weights, config), torch::optim::SGDOptions(config.lr)) {}

  void step(const Weights& weights, double lr, double scale) {
    for (size_t id = 0; id < values_.size(); ++id)
      values_[id].mutable_grad() = weights.gradients(static_cast<ParamId>(id)).clone() * scale;
    for (auto& group : optimizer_.param_groups()) group.options().set_lr(lr);
    optimizer_.step();
  }
  const at::Tensor& values(size_t id) const { return values_[id]; }

 private:
  std::vector<torch::optim::OptimizerParamGroup> groups(const Weights& weights,
                                                        const OptimizerConfig& config) {
    std::array<std::vector<at::Tensor>, 2> by_group;
    for (ParamId id = 0; id < static_cast<ParamId>(weights.declared().parameters.size()); ++id) {
      values_.push_back(weights.values(id).clone().set_requires_grad(true));
      by_group[static_cast<size_t>(weights.group_of(id))].push_back(values_.back());
    }
    std::vector<torch::optim::OptimizerParamGroup> groups;
    for (size_t group = 0; group < 2; ++group)
      groups.emplace_back(by_group[group],
                          std::make_unique<torch::optim::SGDOptions>(
                              torch::optim::SGDOptions(config.lr)
                                  .momentum(config.momentum)
                                  .nesterov(config.nesterov && config.momentum > 0)
                                  .weight_decay(group == 0 ? config.weight_decay : 0)));
    return groups;
  }

  std::vector<at::Tensor> values_;
  torch::optim::SGD optimizer_;
};

class SgdAgainstLibTorch : public testing::TestWithParam<OptimizerConfig> {};

TEST_P(SgdAgainstLibTorch, TakesTheSameSteps) {
  const OptimizerConfig config = GetParam();
  Weights weights = fashion_weights();
  Reference reference(weights, config);
  Optimizer sgd(config, weights);
  for (int step = 0; step < 5; ++step) {
    fill_gradients(weights, step);
    const double lr = 0.1 / (step + 1), norm = gradient_norm(weights);
    const double scale =
        config.clip_norm > 0 && norm > config.clip_norm ? config.clip_norm / norm : 1;
    reference.step(weights, lr, scale);
    sgd.step(weights, lr, norm);
    for (const WeightGroup group : kWeightGroups)
      EXPECT_EQ(weights.flat_gradients(group).count_nonzero().item<int64_t>(), 0);
  }
  for (size_t id = 0; id < weights.declared().parameters.size(); ++id)
    EXPECT_TRUE(
        at::allclose(weights.values(static_cast<ParamId>(id)), reference.values(id), 1e-6, 1e-6))
        << weights.declared().parameters[id].name;
}

INSTANTIATE_TEST_SUITE_P(Settings, SgdAgainstLibTorch,
                         testing::Values(OptimizerConfig{}, OptimizerConfig{.nesterov = false},
                                         OptimizerConfig{.momentum = 0},
                                         OptimizerConfig{.weight_decay = 0.1},
                                         OptimizerConfig{.clip_norm = 5},
                                         OptimizerConfig{.clip_norm = 1e9}));

at::Tensor doubles(const Weights& weights, WeightGroup group) {
  return weights.flat_values(group).to(at::kDouble);
}

// AdamW as Loshchilov and Hutter (2019, algorithm 2) write it, in double.
struct PlainAdamW {
  at::Tensor values, mean, square;

  void step(const at::Tensor& gradients, const OptimizerConfig& config, double lr, double decay,
            int taken) {
    const at::Tensor g = gradients.to(at::kDouble);
    mean = config.beta1 * mean + (1 - config.beta1) * g;
    square = config.beta2 * square + (1 - config.beta2) * g * g;
    const at::Tensor corrected = mean / (1 - std::pow(config.beta1, taken));
    const at::Tensor root = (square / (1 - std::pow(config.beta2, taken))).sqrt();
    values = values - lr * (corrected / (root + config.epsilon) + decay * values);
  }
};

class AdamW : public testing::TestWithParam<OptimizerConfig> {};

TEST_P(AdamW, TakesTheStepsOfAPlainOneInDouble) {
  OptimizerConfig config = GetParam();
  config.name = OptimizerName::kAdamW;
  Weights weights = fashion_weights();
  std::vector<PlainAdamW> plain;
  for (const WeightGroup group : kWeightGroups) {
    const at::Tensor values = doubles(weights, group);
    plain.push_back({values, at::zeros_like(values), at::zeros_like(values)});
  }
  Optimizer optimizer(config, weights);
  for (int step = 0; step < 7; ++step) {
    fill_gradients(weights, step);
    const double lr = 0.01 / (step + 1);
    for (const WeightGroup group : kWeightGroups)
      plain[static_cast<size_t>(group)].step(
          weights.flat_gradients(group), config, lr,
          group == WeightGroup::kDecayed ? config.weight_decay : 0, step + 1);
    optimizer.step(weights, lr, gradient_norm(weights));
  }
  for (const WeightGroup group : kWeightGroups) {
    EXPECT_TRUE(at::allclose(doubles(weights, group), plain[static_cast<size_t>(group)].values,
                             1e-5, 1e-6));
    EXPECT_EQ(weights.flat_gradients(group).count_nonzero().item<int64_t>(), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Settings, AdamW,
                         testing::Values(OptimizerConfig{}, OptimizerConfig{.weight_decay = 0.5},
                                         OptimizerConfig{.beta1 = 0, .beta2 = 0.9},
                                         OptimizerConfig{.epsilon = 0.1}));

std::vector<OptimizerConfig> both() {
  return {{.momentum = 0.5, .weight_decay = 0.3},
          {.name = OptimizerName::kAdamW, .weight_decay = 0.3}};
}

TEST(Optimizer, CutsOffEachElementAtAValue) {
  for (OptimizerConfig config : both()) {
    Weights clipped = fashion_weights(), cut = fashion_weights();
    Optimizer plain(config, cut);
    config.clip_value = 0.5;
    Optimizer clips(config, clipped);
    for (int step = 0; step < 3; ++step) {
      fill_gradients(clipped, step);
      fill_gradients(cut, step);
      EXPECT_GT(gradient_norm(clipped), 0.9);  // of elements up to 1
      for (const WeightGroup group : kWeightGroups) {
        at::Tensor all = cut.flat_gradients(group);
        all.copy_(at::where(all > 0.5, at::full_like(all, 0.5),
                            at::where(all < -0.5, at::full_like(all, -0.5), all)));
      }
      clips.step(clipped, 0.1, gradient_norm(clipped));
      plain.step(cut, 0.1, gradient_norm(cut));
    }
    for (const WeightGroup group : kWeightGroups)
      EXPECT_TRUE(at::equal(clipped.flat_values(group), cut.flat_values(group)));
  }
}

TEST(Optimizer, DecaysInTheStepsThatAreToldTo) {
  for (OptimizerConfig config : both()) {
    Weights told = fashion_weights(), never = fashion_weights();
    Optimizer decays(config, told);
    config.weight_decay = 0;
    Optimizer plain(config, never);
    const auto step = [&](bool pulls) {
      for (auto* weights : {&told, &never}) fill_gradients(*weights, 1);
      decays.step(told, 0.1, 1, pulls);
      plain.step(never, 0.1, 1);
      return !at::equal(told.flat_values(WeightGroup::kDecayed),
                        never.flat_values(WeightGroup::kDecayed));
    };
    EXPECT_FALSE(step(false));
    EXPECT_TRUE(step(true));
  }
}

// What a checkpoint and channel sorting work on are the tensors that steps write to.
TEST(Optimizer, HandsOutItsOwnState) {
  for (const OptimizerConfig& config : both()) {
    Weights weights = fashion_weights();
    Optimizer optimizer(config, weights);
    TrainingState state;
    optimizer.add_to(state);
    fill_gradients(weights, 1);
    optimizer.step(weights, 0.1, 1);
    optimizer.step(weights, 0.1, 1);
    const bool is_adamw = config.name == OptimizerName::kAdamW;
    EXPECT_EQ(state.like_weights.size(), is_adamw ? 2U : 1U);
    EXPECT_EQ(state.others.size(), is_adamw ? 1U : 0U);
    if (is_adamw) {
      EXPECT_EQ(state.others.front().values.item<float>(), 2);
    }
    for (const GroupBuffers& buffers : state.like_weights)
      for (const at::Tensor& group : buffers.groups)
        EXPECT_GT(group.count_nonzero().item<int64_t>(), 0) << buffers.name;
  }
}

TEST(GradientNorm, IsThatOfAllGradientsTogether) {
  Weights weights = fashion_weights();
  fill_gradients(weights, 1);
  double squares = 0;
  for (ParamId id = 0; id < static_cast<ParamId>(weights.declared().parameters.size()); ++id)
    squares += weights.gradients(id).to(at::kDouble).square().sum().item<double>();
  EXPECT_NEAR(gradient_norm(weights), std::sqrt(squares), 1e-3);
}

}  // namespace
}  // namespace ofa
