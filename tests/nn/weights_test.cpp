#include "nn/weights.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "nn/initialise.h"
#include "nn/nhwc.h"
#include "nn/plan.h"
#include "space/lower.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

class EverySpaceWeights : public testing::TestWithParam<std::string> {
 protected:
  Space space_ = load_space(GetParam());
};

TEST_P(EverySpaceWeights, LieAlignedInTheOrderThatKernelsRead) {
  const Weights weights(lower_supernet(space_), {});
  for (size_t id = 0; id < weights.declared().parameters.size(); ++id) {
    const at::Tensor values = weights.values(static_cast<ParamId>(id));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(values.data_ptr()) % 64, 0)
        << weights.declared().parameters[id].name;
    if (values.dim() == 4) {
      EXPECT_TRUE(is_nhwc(values)) << weights.declared().parameters[id].name;
    }
    EXPECT_FALSE(values.requires_grad());
  }
}

TEST_P(EverySpaceWeights, OfAThousandArchsAreAllInTheSupernet) {
  const SharedParameters shared = lower_supernet(space_);
  const Weights weights(shared, {});
  for (const Arch& arch : small_archs(space_, 1000, 5, 32)) {
    const Plan plan = make_plan(space_, arch, weights);
    for (const Slice& slice : plan.slices)
      for (size_t axis = 0; axis < slice.sizes.size(); ++axis)
        ASSERT_LE(slice.sizes[axis],
                  weights.values(slice.parameter).size(static_cast<int64_t>(axis)));
  }
}

TEST_P(EverySpaceWeights, AreReadForNothingAtFullSize) {
  const Weights weights(lower_supernet(space_), {});
  const Plan plan = make_plan(space_, max_arch(space_), weights);
  for (const Slice& slice : plan.slices) {
    if (at::IntArrayRef(slice.sizes) != weights.values(slice.parameter).sizes()) continue;
    EXPECT_EQ(weights.read(slice, at::kFloat).data_ptr(),
              weights.values(slice.parameter).data_ptr());
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceWeights, testing::ValuesIn(space_names()));

// Reading is linear in the weight, given the matrices: its transpose has <read(w), g> = <w,
// add_grad(g)>.
TEST(Weights, PutAGradientWhereTheValueCameFrom) {
  RandomSupernet net = random_supernet(toy_space(), 1, at::kDouble);
  for (const Arch& arch : small_archs(net.space, 20, 2, 8)) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    for (const Slice& slice : plan.slices) {
      net.weights.gradients(slice.parameter).zero_();
      const at::Tensor read = net.weights.read(slice, at::kDouble);
      const at::Tensor gradient =
          random_images(1, 1, 8, 3, at::kDouble).flatten().repeat({read.numel() / 64 + 1});
      const at::Tensor shaped = gradient.slice(0, 0, read.numel()).reshape(read.sizes());
      net.weights.add_grad(slice, shaped);
      const double forward = (read * shaped).sum().item<double>();
      const double back =
          (net.weights.values(slice.parameter) * net.weights.gradients(slice.parameter))
              .sum()
              .item<double>();
      EXPECT_NEAR(forward, back, 1e-9 * (1 + std::abs(forward)))
          << net.weights.declared().parameters[slice.parameter].name;
    }
  }
}

TEST(Weights, DecayWeightsButNotNormsBiasesOrMatrices) {
  const auto groups = [](bool decay_matrices) {
    const Weights weights(lower_supernet(toy_space()), {.decay_kernel_matrices = decay_matrices});
    for (size_t id = 0; id < weights.declared().parameters.size(); ++id) {
      const Role role = weights.declared().parameters[id].role;
      const bool decayed = weights.group_of(static_cast<ParamId>(id)) == WeightGroup::kDecayed;
      EXPECT_EQ(decayed,
                role == Role::kWeight || (decay_matrices && role == Role::kKernelTransform));
    }
  };
  groups(false);
  groups(true);
}

TEST(Initialise, DrawsWhatOnceForAllDraws) {
  Weights weights(lower_supernet(load_space("mobilenet_v3")), {});
  initialise(weights, 0);
  const auto deviation = [&](const char* name) {
    return weights.values(weights.find(name)).std().item<double>();
  };
  EXPECT_NEAR(deviation("stages.4.blocks.0.expand.conv.weight"), std::sqrt(2.0 / 672), 5e-4);
  EXPECT_NEAR(deviation("stages.4.blocks.1.depthwise.conv.weight"), std::sqrt(2.0 / (49 * 960)),
              5e-4);
  const at::Tensor linear = weights.values(weights.find("head.4.linear.weight"));
  EXPECT_LE(linear.abs().max().item<double>(), 1 / std::sqrt(1280));
  EXPECT_NEAR(linear.std().item<double>(), 1 / std::sqrt(3 * 1280.0), 5e-4);
  EXPECT_TRUE(at::equal(weights.values(weights.find("stages.0.blocks.0.depthwise.conv.7to5")),
                        at::eye(25)));
  EXPECT_EQ(deviation("stem.0.main.bn.weight"), 0);
}

TEST(Initialise, GivesTheSameBitsForASeedAndOthersForAnother) {
  const auto values = [](uint64_t seed) {
    return random_supernet("fashion", seed).weights.flat_values(WeightGroup::kDecayed);
  };
  EXPECT_TRUE(at::equal(values(1), values(1)));
  EXPECT_FALSE(at::equal(values(1), values(2)));
}

// The norm that ends a block's branch, by what its block type calls it; none where an activation
// follows that norm, as a rectifier at zero would let no gradient back.
std::string branch_end(const Weights& weights, const std::string& block) {
  const auto has = [&](const std::string& name) {
    return std::ranges::any_of(weights.declared().parameters,
                               [&](const Parameter& p) { return p.name == block + name; });
  };
  if (has("project.bn.weight")) return block + "project.bn.weight";  // mbconv
  if (has("middle.bn.weight")) return block + "expand.bn.weight";    // bottleneck
  EXPECT_TRUE(has("main.bn.weight")) << block << " is of a type that this test does not know";
  return "";
}

void expect_branches_at_zero(const Space& space) {
  Weights weights(lower_supernet(space), {});
  initialise(weights, 0, {.zero_residual = true});
  std::set<std::string> ends;
  for (const Arch& arch : small_archs(space, 50, 3)) {
    const Graph graph = lower(space, arch);
    for (const Op& op : graph.ops)
      if (std::holds_alternative<Add>(op.operation))
        ends.insert(branch_end(weights, op.name.substr(0, op.name.rfind("add"))));
  }
  ends.erase("");
  std::set<std::string> at_zero;
  const auto& parameters = weights.declared().parameters;
  for (size_t id = 0; id < parameters.size(); ++id)
    if (parameters[id].role == Role::kNormScale &&
        weights.values(static_cast<ParamId>(id)).count_nonzero().item<int64_t>() == 0)
      at_zero.insert(parameters[id].name);
  EXPECT_EQ(at_zero, ends);
}

TEST_P(EverySpaceWeights, StartBranchesOfEveryBlockTypeAtZero) {
  expect_branches_at_zero(space_);
}

TEST(Initialise, StartsBranchesOfToySpacesAtZero) {
  expect_branches_at_zero(toy_space());
  expect_branches_at_zero(scaled_toy_space());
}

TEST(Initialise, CanStartEveryResidualBranchAtZero) {
  const Space space = load_space("mobilenet_v3");
  Weights weights(lower_supernet(space), {});
  initialise(weights, 0, {.zero_residual = true});
  const auto scale = [&](const char* name) {
    return weights.values(weights.find(name)).abs().max().item<double>();
  };
  EXPECT_EQ(scale("stages.0.blocks.1.project.bn.weight"), 0);
  EXPECT_EQ(scale("stages.0.blocks.0.project.bn.weight"), 1);  // has no shortcut
  EXPECT_EQ(weights.declared().residual_scales.size(), 1 + 5 * 3);
}

}  // namespace
}  // namespace ofa
