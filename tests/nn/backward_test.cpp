#include <ATen/ATen.h>

#include "core/random.h"
#include "nn/run.h"
#include "space/arch_text.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

at::Tensor all_gradients(const Weights& weights) {
  return at::cat(
      {weights.flat_gradients(WeightGroup::kDecayed), weights.flat_gradients(WeightGroup::kPlain)});
}

// What an arch reads of one shared parameter, kernel matrices included: views of the buffers.
struct PartRead {
  std::string name;
  at::Tensor values, gradients;
};

std::vector<PartRead> parts_read(const Weights& weights, const Plan& plan) {
  std::vector<PartRead> parts;
  for (const Slice& slice : plan.slices)
    parts.push_back({weights.declared().parameters[slice.parameter].name,
                     part_read(weights, slice, weights.values(slice.parameter)),
                     part_read(weights, slice, weights.gradients(slice.parameter))});
  return parts;
}

std::vector<at::indexing::TensorIndex> random_element(const at::Tensor& tensor, Random& random) {
  std::vector<at::indexing::TensorIndex> index;
  for (const int64_t size : tensor.sizes())
    index.emplace_back(static_cast<int64_t>(random.below(static_cast<uint64_t>(size))));
  return index;
}

class Backward : public OnDevice {
 protected:
  static void expect_as_differences(RandomSupernet& net, const Arch& arch, Random& random,
                                    const Regularisation& regularisation) {
    constexpr int kElements = 5;
    constexpr double kStep = 1e-6;
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images =
        random_images(3, net.space.spec.input.channels, arch.resolution, 3, at::kDouble);
    Tape tape;
    const auto run = [&](Tape* with) {
      return forward_train(net.weights, plan, images, at::kDouble, with, {}, &regularisation)
          .at(plan.graph.output);
    };
    const at::Tensor logits = run(&tape);
    clear_gradients(net.weights);
    backward(net.weights, tape, {{plan.graph.output, some_gradient(logits)}});
    const auto loss_with = [&](at::Tensor value, double changed) {
      value.fill_(changed);
      const at::Tensor found = run(nullptr);
      return (found * some_gradient(found)).sum().item<double>();
    };
    for (const PartRead& part : parts_read(net.weights, plan))
      for (int i = 0; i < kElements; ++i) {
        const auto at = random_element(part.values, random);
        at::Tensor value = part.values.index(at);
        const double found = part.gradients.index(at).item<double>();
        const double before = value.item<double>();
        const double up = loss_with(value, before + kStep), down = loss_with(value, before - kStep);
        value.fill_(before);
        EXPECT_NEAR((up - down) / (2 * kStep), found, 1e-5 * (1 + std::abs(found)))
            << part.name << " of " << to_text(net.space, arch);
      }
  }

  static void expect_as_differences(const Regularisation& regularisation) {
    for (const Space& space : {toy_space(), scaled_toy_space()}) {
      RandomSupernet net = random_supernet(space, 5, at::kDouble, GetParam());
      Random random(7, "elements to change");
      std::vector<Arch> archs = small_archs(space, 4, 2);
      for (size_t i = 0; i < archs.size(); ++i) {
        archs[i].resolution = space.resolutions[i % space.resolutions.size()];
        expect_as_differences(net, archs[i], random, regularisation);
      }
    }
  }
};

TEST_P(Backward, MatchesDifferencesOfTheLossForEveryOperationAndChoice) {
  expect_as_differences({});
}

TEST_P(Backward, MatchesDifferencesOfTheLossWherePathsAndNumbersAreDropped) {
  expect_as_differences({.dropout = 0.3, .drop_path = 0.6, .seed = 1});
}

class EverySpaceBackward : public OnEverySpace {};

TEST_P(EverySpaceBackward, LeavesWhatTheArchDoesNotReadExactlyZero) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  const std::vector<Arch> archs = small_archs(net.space, 3, 4);
  for (const Arch& arch : {archs[0], archs[2]}) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images = random_images(4, net.space.spec.input.channels, arch.resolution, 1);
    Tape tape;
    const at::Tensor logits =
        forward_train(net.weights, plan, images, at::kFloat, &tape).at(plan.graph.output);
    clear_gradients(net.weights);
    backward(net.weights, tape, {{plan.graph.output, some_gradient(logits)}});
    EXPECT_TRUE(tape.rows.empty());
    for (const PartRead& part : parts_read(net.weights, plan)) {
      EXPECT_GT(part.gradients.count_nonzero().item<int64_t>(), 0)
          << part.name << " of " << to_text(net.space, arch);
      part.gradients.zero_();
    }
    EXPECT_EQ(all_gradients(net.weights).count_nonzero().item<int64_t>(), 0)
        << to_text(net.space, arch);
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceBackward,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

TEST_P(Backward, OfTwoArchsAddsUp) {
  RandomSupernet net = random_supernet("fashion", 1, at::kDouble, GetParam());
  const at::Tensor images = random_images(2, 1, 24, 1, at::kDouble);
  const auto step = [&](const Arch& arch) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape);
    backward(net.weights, tape,
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
  backward(net.weights, tape, {{feature, at::ones_like(values.at(feature))}});
  const auto largest = [&](const char* name) {
    return net.weights.gradients(net.weights.find(name)).abs().max().item<double>();
  };
  EXPECT_GT(largest("stages.1.blocks.2.depthwise.conv.weight"), 0);
  EXPECT_EQ(largest("stages.2.blocks.0.expand.conv.weight"), 0);
}

INSTANTIATE_TEST_SUITE_P(Devices, Backward, every_device(), device_name);

}  // namespace
}  // namespace ofa
