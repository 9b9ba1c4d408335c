#include "nn/run.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "nn/nhwc.h"
#include "tests/nn/autograd_network.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

at::Tensor all_gradients(const Weights& weights) {
  return at::cat(
      {weights.flat_gradients(WeightGroup::kDecayed), weights.flat_gradients(WeightGroup::kPlain)});
}

class EverySpaceRun : public testing::TestWithParam<std::string> {};

TEST_P(EverySpaceRun, GivesTheGradientsOfPlainAutograd) {
  RandomSupernet net = random_supernet(GetParam(), 1, at::kDouble);
  for (const Arch& arch : small_archs(net.space, 3, 2, 64)) {
    const at::Tensor images =
        random_images(4, net.space.spec.input.channels, arch.resolution, 3, at::kDouble);
    const Plan plan = make_plan(net.space, arch, net.weights);
    net.weights.flat_gradients(WeightGroup::kDecayed).zero_();
    net.weights.flat_gradients(WeightGroup::kPlain).zero_();
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    const at::Tensor logits = values.at(plan.graph.output);
    const at::Tensor gradient =
        at::cos(at::arange(logits.numel(), at::kDouble)).reshape(logits.sizes());
    backward(net.weights, plan, tape, {{plan.graph.output, gradient}});

    const AutogradResult expected = autograd_network(net.weights, plan, images, gradient);
    EXPECT_LT(relative_difference(logits, expected.logits), 1e-12);
    double largest = 1;
    for (const at::Tensor& full : expected.gradients)
      largest = std::max(largest, full.abs().max().item<double>());
    for (size_t id = 0; id < expected.gradients.size(); ++id) {
      const at::Tensor found = net.weights.gradients(static_cast<ParamId>(id));
      EXPECT_LT((found - expected.gradients[id]).abs().max().item<double>(), 1e-10 * largest)
          << net.weights.declared().parameters[id].name;
    }
  }
}

TEST_P(EverySpaceRun, KeepsEveryMapExactlyChannelsLast) {
  const RandomSupernet net = random_supernet(GetParam(), 1);
  const Plan plan = make_plan(net.space, small_archs(net.space, 2, 1)[1], net.weights);
  Tape tape;
  forward_train(net.weights, plan, random_images(2, net.space.spec.input.channels, 32, 3),
                at::kFloat, &tape);
  for (const Tape::Row& row : tape.rows) {
    const std::string& name = plan.graph.ops[row.op].name;
    for (const at::Tensor& input : row.inputs)
      if (input.dim() == 4) {
        EXPECT_TRUE(is_nhwc(input)) << name;
      }
    if (row.output.dim() == 4) {
      EXPECT_TRUE(is_nhwc(row.output)) << name;
    }
    for (const at::Tensor& weight : row.parameters)
      if (weight.dim() == 4) {
        EXPECT_TRUE(is_nhwc(weight)) << name;
      }
  }
}

TEST_P(EverySpaceRun, InBFloat16StaysNearFloat) {
  const RandomSupernet net = random_supernet(GetParam(), 1);
  const Arch arch = small_archs(net.space, 3, 2)[2];
  const Plan plan = make_plan(net.space, arch, net.weights);
  const NormStatistics statistics = calibrated(net, plan, 4);
  const at::Tensor images = random_images(2, net.space.spec.input.channels, arch.resolution, 3);
  const ValueId early =
      plan.output_of("stages.0.blocks.0");  // deep down a random network amplifies
  const auto run = [&](at::ScalarType precision) {
    return evaluate(net.weights, plan, images, statistics, precision, {early});
  };
  const Values exact = run(at::kFloat), rough = run(at::kBFloat16);
  EXPECT_EQ(rough.at(plan.graph.output).scalar_type(), at::kFloat);
  EXPECT_LT(relative_difference(rough.at(early), exact.at(early)), 0.03);
  EXPECT_GT(relative_difference(rough.at(early), exact.at(early)), 0);
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceRun, testing::ValuesIn(space_names()));

TEST(Backward, MatchesDifferencesOfTheLossForEveryOperationAndChoice) {
  RandomSupernet net = random_supernet(toy_space(), 5, at::kDouble);
  const auto loss = [&](const Plan& plan, const at::Tensor& images) {
    const at::Tensor logits =
        forward_train(net.weights, plan, images, at::kDouble, nullptr).at(plan.graph.output);
    return (logits * at::cos(at::arange(logits.numel(), at::kDouble)).reshape(logits.sizes()))
        .sum()
        .item<double>();
  };
  for (const Arch& arch : small_archs(net.space, 6, 2, 8)) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images = random_images(2, 1, 8, 3, at::kDouble);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    const at::Tensor& logits = values.at(plan.graph.output);
    net.weights.flat_gradients(WeightGroup::kDecayed).zero_();
    net.weights.flat_gradients(WeightGroup::kPlain).zero_();
    backward(net.weights, plan, tape,
             {{plan.graph.output,
               at::cos(at::arange(logits.numel(), at::kDouble)).reshape(logits.sizes())}});
    for (const Slice& slice : plan.slices) {
      // An element that every arch reads: the first channels', of a kernel's centre.
      at::Tensor weight = net.weights.values(slice.parameter);
      std::vector<at::indexing::TensorIndex> at(weight.dim(), 0);
      if (weight.dim() == 4) at[2] = at[3] = weight.size(2) / 2;
      double* value = weight.index(at).data_ptr<double>();
      const double found = net.weights.gradients(slice.parameter).index(at).item<double>();
      const double before = *value, step = 1e-6;
      *value = before + step;
      const double up = loss(plan, images);
      *value = before - step;
      const double down = loss(plan, images);
      *value = before;
      EXPECT_NEAR((up - down) / (2 * step), found, 1e-5 * (1 + std::abs(found)))
          << net.weights.declared().parameters[slice.parameter].name;
    }
  }
}

TEST(Backward, LeavesWhatTheArchDoesNotReadExactlyZero) {
  RandomSupernet net = random_supernet("fashion", 1);
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

TEST(Backward, OfTwoArchsAddsUp) {
  RandomSupernet net = random_supernet("fashion", 1, at::kDouble);
  const at::Tensor images = random_images(2, 1, 24, 1, at::kDouble);
  const auto step = [&](const Arch& arch) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    backward(net.weights, plan, tape,
             {{plan.graph.output, at::ones_like(values.at(plan.graph.output)) / 7}});
  };
  const auto alone = [&](const Arch& arch) {
    net.weights.flat_gradients(WeightGroup::kDecayed).zero_();
    net.weights.flat_gradients(WeightGroup::kPlain).zero_();
    step(arch);
    return all_gradients(net.weights).clone();
  };
  const std::vector<Arch> archs = small_archs(net.space, 4, 3, 24);
  const at::Tensor sum = alone(archs[2]) + alone(archs[3]);
  alone(archs[2]);
  step(archs[3]);
  EXPECT_LT((all_gradients(net.weights) - sum).abs().max().item<double>(), 1e-12);
}

TEST(Backward, TakesGradientsAtValuesInTheMiddle) {
  RandomSupernet net = random_supernet("fashion", 1, at::kDouble);
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

}  // namespace
}  // namespace ofa
