#include "nn/run.h"

#include <ATen/ATen.h>

#include "nn/nhwc.h"
#include "space/arch_text.h"
#include "space/sample.h"
#include "tests/nn/autograd_network.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

class EverySpaceRun : public OnEverySpace {
 protected:
  // One arch at one resolution, in double, against autograd over the same network as a whole: with
  // gradients at the logits, and at `features`.
  void expect_as_autograd(RandomSupernet& net, const Arch& arch,
                          const std::vector<ValueId>& features = {}) const {
    const at::Tensor images =
        random_images(4, net.space.spec.input.channels, arch.resolution, 3, at::kDouble)
            .to(device());
    const Plan plan = make_plan(net.space, arch, net.weights);
    clear_gradients(net.weights);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape, features);
    Values gradients;
    for (const auto& [id, value] : values) gradients[id] = some_gradient(value);
    Values copies;
    for (const auto& [id, gradient] : gradients) copies[id] = gradient.clone();
    backward(net.weights, tape, gradients);
    for (const auto& [id, gradient] : gradients) EXPECT_TRUE(at::equal(gradient, copies[id])) << id;

    const AutogradResult expected = autograd_network(net.weights, plan, images, gradients);
    for (const auto& [id, value] : values)
      EXPECT_LT(relative_difference(value, expected.values.at(id)), 1e-12) << id;
    double largest = 0;
    for (const at::Tensor& full : expected.gradients)
      largest = std::max(largest, full.abs().max().item<double>());
    for (size_t id = 0; id < expected.gradients.size(); ++id) {
      const at::Tensor found = net.weights.gradients(static_cast<ParamId>(id));
      EXPECT_LT((found - expected.gradients[id]).abs().max().item<double>(), 1e-12 * largest)
          << net.weights.declared().parameters[id].name << " " << to_text(net.space, arch);
    }
  }
};

TEST_P(EverySpaceRun, GivesTheGradientsOfPlainAutograd) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  for (const Arch& arch : small_archs(net.space, count(2, 5), 2, 64)) expect_as_autograd(net, arch);
}

// All gradients together, by their size in `exact`.
double relative_error(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& exact) {
  double off = 0, size = 0;
  for (size_t id = 0; id < exact.size(); ++id) {
    off += (found[id] - exact[id]).square().sum().item<double>();
    size += exact[id].square().sum().item<double>();
  }
  return std::sqrt(off / size);
}

// In float depthwise kernels are our own too. Deep random networks amplify each rounding: LibTorch,
// computing in float, says how far; and one value more or less at a relu's kink is a percent.
TEST_P(EverySpaceRun, IsAsNearToDoubleAsAutogradInFloat) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  RandomSupernet exact_net = random_supernet(space_name(), 1, at::kDouble, device());
  const size_t num_parameters = net.weights.declared().parameters.size();
  for (size_t id = 0; id < num_parameters; ++id)
    exact_net.weights.values(static_cast<ParamId>(id))
        .copy_(net.weights.values(static_cast<ParamId>(id)));
  for (const Arch& arch : small_archs(net.space, 3, 2, 64)) {
    const at::Tensor images =
        random_images(8, net.space.spec.input.channels, arch.resolution, 3).to(device());
    const Plan plan = make_plan(net.space, arch, net.weights);
    clear_gradients(net.weights);
    Tape tape;
    const Values values = forward_train(net.weights, plan, images, at::kFloat, &tape);
    const ValueId logits = plan.graph.output;
    const at::Tensor gradient = some_gradient(values.at(logits));
    backward(net.weights, tape, {{logits, gradient}});
    std::vector<at::Tensor> found;
    for (size_t id = 0; id < num_parameters; ++id)
      found.push_back(net.weights.gradients(static_cast<ParamId>(id)));

    const AutogradResult exact =
        autograd_network(exact_net.weights, make_plan(net.space, arch, exact_net.weights),
                         images.to(at::kDouble), {{logits, gradient.to(at::kDouble)}});
    const AutogradResult by_libtorch =
        autograd_network(net.weights, plan, images, {{logits, gradient}});
    EXPECT_LT(relative_error(found, exact.gradients),
              0.03 + 3 * relative_error(by_libtorch.gradients, exact.gradients))
        << to_text(net.space, arch);
  }
}

// What distillation of features asks for: a loss at every block's output and at the logits.
TEST_P(EverySpaceRun, TakesGradientsAtFeaturesAndLogitsTogether) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  const Arch arch = small_archs(net.space, 3, 2, 64).back();
  const Plan plan = make_plan(net.space, arch, net.weights);
  std::vector<ValueId> features;
  for (const Block& block : plan.graph.blocks) features.push_back(plan.graph.block_output(block));
  ASSERT_GT(features.size(), 2);
  expect_as_autograd(net, arch, features);
}

// The resolution is a choice like any other: the same weights and plan rules at every one, odd maps
// included.
TEST_P(EverySpaceRun, IsElasticInItsResolution) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  Arch arch = random_arch(net.space, 7);
  for (const int resolution : {36, 41}) {
    arch.resolution = resolution;
    expect_as_autograd(net, arch);
  }
}

TEST_P(EverySpaceRun, KeepsEveryMapExactlyChannelsLast) {
  const RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  const Plan plan = make_plan(net.space, small_archs(net.space, 2, 1)[1], net.weights);
  Tape tape;
  forward_train(net.weights, plan, random_images(2, net.space.spec.input.channels, 32, 3),
                at::kFloat, &tape);
  for (const std::unique_ptr<Row>& row : tape.rows)
    for (const at::Tensor& tensor : row->kept())
      if (tensor.dim() == 4) {
        EXPECT_TRUE(is_nhwc(tensor)) << row->op().name;
      }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceRun,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

}  // namespace
}  // namespace ofa
