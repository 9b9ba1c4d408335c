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
  Sgd sgd(config, weights);
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
