// Widths that follow from choices made elsewhere.
#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "nn/sort.h"
#include "space/arch_text.h"
#include "space/open.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

using Sizes = std::vector<int64_t>;

Sizes read_sizes(const RandomSupernet& net, const std::string& arch, const std::string& name) {
  const Plan plan = make_plan(net.space, arch_from_text(net.space, arch), net.weights);
  for (size_t id = 0; id < plan.slices.size(); ++id)
    if (plan.graph.parameters[id].name == name)
      return net.weights.read(plan.slices[id], at::kFloat).sizes().vec();
  return {};
}

// Hidden units are a quarter of the block's mid width, rounded to eights: of 48 x 4, 48 x 2, 64
// x 3.
TEST(Elastic, SqueezeExciteHiddenWidthFollowsTheBlock) {
  const RandomSupernet net = random_supernet("fashion", 1);
  const std::string weight = "stages.2.blocks.1.se.reduce.weight";
  EXPECT_EQ(read_sizes(net, "28/16:k3e2/24:k3e2/48:k3e2,k3e4", weight), (Sizes{48, 192, 1, 1}));
  EXPECT_EQ(read_sizes(net, "28/16:k3e2/24:k3e2/48:k3e4,k3e2", weight), (Sizes{24, 96, 1, 1}));
  EXPECT_EQ(read_sizes(net, "28/16:k3e2/24:k3e2/64:k3e4,k3e3", weight), (Sizes{48, 192, 1, 1}));
  EXPECT_EQ(
      read_sizes(net, "28/16:k3e2/24:k3e2/64:k3e4,k3e3", "stages.2.blocks.1.se.expand.weight"),
      (Sizes{192, 48, 1, 1}));
}

TEST(Elastic, ChannelsOfTheNextStageFollow) {
  const RandomSupernet net = random_supernet("fashion", 1);
  const std::string next = "stages.1.blocks.0.expand.conv.weight";
  EXPECT_EQ(read_sizes(net, "28/16:k3e2/24:k3e2/48:k3e2", next), (Sizes{32, 16, 1, 1}));
  EXPECT_EQ(read_sizes(net, "28/24:k3e2/24:k3e2/48:k3e2", next), (Sizes{48, 24, 1, 1}));
  EXPECT_EQ(read_sizes(net, "28/24:k3e2/24:k3e2/64:k3e2", "head.0.conv.weight"),
            (Sizes{160, 64, 1, 1}));
}

// Of every arch: in a projected shortcut's weight, rows are this stage's channels and columns what
// the block reads.
class EverySpaceShortcut : public OnEverySpace {};

TEST_P(EverySpaceShortcut, FollowsItsStageAndTheOneBefore) {
  const RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  for (const Arch& arch : small_archs(net.space, 100, 3)) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    for (const Block& block : plan.graph.blocks)
      for (int i = block.first_op; i <= Graph::last_op(block); ++i) {
        const Op& op = plan.graph.ops[i];
        if (!op.name.ends_with("shortcut.conv")) continue;
        const Sizes sizes{plan.graph.channels(plan.graph.block_output(block)),
                          plan.graph.channels(plan.graph.block_input(block)), 1, 1};
        EXPECT_EQ(net.weights.read(plan.slices[op.parameters[0]], at::kFloat).sizes().vec(), sizes)
            << op.name << " of " << to_text(net.space, arch);
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceShortcut,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

// Without kernel matrices a smaller kernel is the centre of the widest, element by element.
TEST(Elastic, SmallKernelsAreCentresWhereNoMatricesAreLearned) {
  for (const Space& space : {scaled_toy_space(), load_space("attentive_nas")}) {
    const RandomSupernet net = random_supernet(space, 1);
    const Plan plan = make_plan(space, min_arch(space), net.weights);
    int num_smaller = 0;
    for (const Slice& slice : plan.slices) {
      ASSERT_TRUE(slice.transforms.empty());
      const at::Tensor full = net.weights.values(slice.parameter);
      if (full.dim() != 4 || full.size(2) != 5 || slice.sizes[2] != 3) continue;
      const at::Tensor centre = full.slice(0, 0, slice.sizes[0])
                                    .slice(1, 0, slice.sizes[1])
                                    .slice(2, 1, 4)
                                    .slice(3, 1, 4);
      EXPECT_TRUE(at::equal(net.weights.read(slice, at::kFloat), centre))
          << net.weights.declared().parameters[slice.parameter].name;
      ++num_smaller;
    }
    EXPECT_GT(num_smaller, 0) << space.name;
  }
}

// Once-for-all's (2020) own sorting leaves hidden units of narrower, trained widths mixed.
class SqueezeExciteSorting : public testing::TestWithParam<std::string> {
 protected:
  // The largest change that sorting hidden units alone makes to archs of the space.
  static double change(RandomSupernet& net, const DimSizes& trained, const std::vector<Arch>& archs,
                       const std::vector<at::Tensor>& before) {
    const auto order = sorted_channels(net.weights, l1_scores(net.weights), hidden(net), trained);
    reorder(net.weights, order);
    double largest = 0;
    for (size_t i = 0; i < archs.size(); ++i)
      largest = std::max(largest, relative_difference(logits(net, archs[i]), before[i]));
    reorder(net.weights, inverse(order));
    return largest;
  }

  static std::vector<std::string> hidden(const RandomSupernet& net) {
    std::vector<std::string> dims;
    for (const std::string& dim : sortable_dims(net.weights))
      if (dim.ends_with("se.hidden")) dims.push_back(dim);
    return dims;
  }

  static at::Tensor logits(const RandomSupernet& net, const Arch& arch) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images =
        random_images(4, net.space.spec.input.channels, arch.resolution, 9, at::kDouble);
    return forward_train(net.weights, plan, images, at::kDouble, nullptr).at(plan.graph.output);
  }
};

TEST_P(SqueezeExciteSorting, PermutesHiddenUnitsWithinBands) {
  const RandomSupernet net = random_supernet(GetParam(), 1);
  const DimSizes trained = dim_sizes(net.space);
  const auto order = sorted_channels(net.weights, l1_scores(net.weights), hidden(net), trained);
  ASSERT_FALSE(order.empty());
  for (const auto& [dim, from] : order) {
    EXPECT_FALSE(at::equal(from, at::arange(from.size(0))));
    for (const int64_t size : trained.at(net.weights.declared().dims[dim].name))
      EXPECT_LT(from.narrow(0, 0, size).max().item<int64_t>(), size);
  }
}

TEST_P(SqueezeExciteSorting, LeavesTrainedArchsAsTheyWere) {
  RandomSupernet net = random_supernet(GetParam(), 1, at::kDouble);
  const std::vector<Arch> archs{small_archs(net.space, 1, 3, 64)[0],
                                small_archs(net.space, 3, 3, 64)[2]};
  std::vector<at::Tensor> before;
  for (const Arch& arch : archs) before.push_back(logits(net, arch));
  EXPECT_LT(change(net, dim_sizes(net.space), archs, before), 1e-10);
  // Without bands narrower archs would lose units of theirs.
  EXPECT_GT(change(net, {}, archs, before), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Spaces, SqueezeExciteSorting,
                         testing::Values("fashion", "mobilenet_v3", "attentive_nas"));

}  // namespace
}  // namespace ofa
