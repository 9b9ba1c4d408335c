#include <ATen/ATen.h>

#include "nn/run.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

at::Tensor all_gradients(const Weights& weights) {
  return at::cat(
      {weights.flat_gradients(WeightGroup::kDecayed), weights.flat_gradients(WeightGroup::kPlain)});
}

class Backward : public OnDevice {};

TEST_P(Backward, MatchesDifferencesOfTheLossForEveryOperationAndChoice) {
  RandomSupernet net = random_supernet(toy_space(), 5, at::kDouble, GetParam());
  const auto loss = [&](const Plan& plan, const at::Tensor& images) {
    const at::Tensor logits =
        forward_train(net.weights, plan, images, at::kDouble, nullptr).at(plan.graph.output);
    return (logits * some_gradient(logits)).sum().item<double>();
  };
  for (const Arch& arch : small_archs(net.space, 6, 2, 8)) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images = random_images(2, 1, 8, 3, at::kDouble);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    const at::Tensor& logits = values.at(plan.graph.output);
    clear_gradients(net.weights);
    backward(net.weights, plan, tape, {{plan.graph.output, some_gradient(logits)}});
    for (const Slice& slice : plan.slices) {
      // An element that every arch reads: the first channels', of a kernel's centre.
      at::Tensor weight = net.weights.values(slice.parameter);
      std::vector<at::indexing::TensorIndex> at(weight.dim(), 0);
      if (weight.dim() == 4) at[2] = at[3] = weight.size(2) / 2;
      at::Tensor value = weight.index(at);
      const double found = net.weights.gradients(slice.parameter).index(at).item<double>();
      const double before = value.item<double>(), step = 1e-6;
      value.fill_(before + step);
      const double up = loss(plan, images);
      value.fill_(before - step);
      const double down = loss(plan, images);
      value.fill_(before);
      EXPECT_NEAR((up - down) / (2 * step), found, 1e-5 * (1 + std::abs(found)))
          << net.weights.declared().parameters[slice.parameter].name;
    }
  }
}

TEST_P(Backward, LeavesWhatTheArchDoesNotReadExactlyZero) {
  RandomSupernet net = random_supernet("fashion", 1, at::kFloat, GetParam());
  const Plan plan = make_plan(net.space, min_arch(net.space), net.weights);
  Tape tape;
  const Values values =
      forward_train(net.weights, plan, random_images(4, 1, 24, 1), at::kFloat, &tape);
  backward(net.weights, plan, tape,
           {{plan.graph.output, at::ones_like(values.at(plan.graph.output))}});
  EXPECT_TRUE(tape.rows.empty());
  std::array<at::Tensor, 2> touched;
  for (int group = 0; group < 2; ++group)
    touched[group] = at::zeros_like(net.weights.flat_values(static_cast<WeightGroup>(group)));
  for (const Slice& slice : plan.slices) {
    const int group = static_cast<int>(net.weights.group_of(slice.parameter));
    at::Tensor view = net.weights.view_of(touched[group], slice.parameter);
    for (size_t axis = 0; axis < slice.sizes.size(); ++axis) {
      const int64_t widest = view.size(static_cast<int64_t>(axis));
      const bool centred = net.weights.declared().parameters[slice.parameter].axes[axis].centred;
      view = view.narrow(static_cast<int64_t>(axis), centred ? (widest - slice.sizes[axis]) / 2 : 0,
                         slice.sizes[axis]);
    }
    view.fill_(1);
    for (const KernelTransform& step : slice.transforms)
      net.weights.view_of(touched[static_cast<int>(net.weights.group_of(step.matrix))], step.matrix)
          .fill_(1);
  }
  for (int group = 0; group < 2; ++group) {
    const at::Tensor& gradients = net.weights.flat_gradients(static_cast<WeightGroup>(group));
    EXPECT_EQ(gradients.masked_select(touched[group] == 0).count_nonzero().item<int64_t>(), 0);
    EXPECT_GT(gradients.count_nonzero().item<int64_t>(), 0);
  }
}

TEST_P(Backward, OfTwoArchsAddsUp) {
  RandomSupernet net = random_supernet("fashion", 1, at::kDouble, GetParam());
  const at::Tensor images = random_images(2, 1, 24, 1, at::kDouble);
  const auto step = [&](const Arch& arch) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    backward(net.weights, plan, tape,
             {{plan.graph.output, at::ones_like(values.at(plan.graph.output)) / 7}});
  };
  const auto alone = [&](const Arch& arch) {
    clear_gradients(net.weights);
    step(arch);
    return all_gradients(net.weights).clone();
  };
  const std::vector<Arch> archs = small_archs(net.space, 4, 3, 24);
  const at::Tensor sum = alone(archs[2]) + alone(archs[3]);
  alone(archs[2]);
  step(archs[3]);
  EXPECT_LT((all_gradients(net.weights) - sum).abs().max().item<double>(), 1e-12);
}

TEST_P(Backward, TakesGradientsAtValuesInTheMiddle) {
  RandomSupernet net = random_supernet("fashion", 1, at::kDouble, GetParam());
  const Plan plan = make_plan(net.space, max_arch(net.space), net.weights);
  const ValueId feature = plan.output_of("stages.1.blocks.2");
  Tape tape;
  const Values values = forward_train(net.weights, plan, random_images(2, 1, 28, 1, at::kDouble),
                                      at::kDouble, &tape, {feature});
  backward(net.weights, plan, tape, {{feature, at::ones_like(values.at(feature))}});
  const auto largest = [&](const char* name) {
    return net.weights.gradients(net.weights.find(name)).abs().max().item<double>();
  };
  EXPECT_GT(largest("stages.1.blocks.2.depthwise.conv.weight"), 0);
  EXPECT_EQ(largest("stages.2.blocks.0.expand.conv.weight"), 0);
}

INSTANTIATE_TEST_SUITE_P(Devices, Backward, every_device(), device_name);

}  // namespace
}  // namespace ofa
