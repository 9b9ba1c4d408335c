#include "nn/sort.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "core/error.h"
#include "space/arch_text.h"
#include "space/open.h"
#include "space/variants.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

at::Tensor logits(const RandomSupernet& net, const Arch& arch) {
  const Plan plan = make_plan(net.space, arch, net.weights);
  const at::Tensor images =
      random_images(4, net.space.spec.input.channels, arch.resolution, 9, net.weights.dtype());
  return forward_train(net.weights, plan, images, net.weights.dtype(), nullptr)
      .at(plan.graph.output);
}

class EverySpaceSorted : public OnEverySpace {};

TEST_P(EverySpaceSorted, ComputesWhatItsWidestNetworkDid) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  const Arch arch = small_archs(net.space, 2, 1)[1];
  const at::Tensor before = logits(net, arch);
  const ChannelOrder order =
      sorted_channels(net.weights, l1_scores(net.weights), sortable_dims(net.weights), {});
  reorder(net.weights, order);
  EXPECT_FALSE(order.empty());
  EXPECT_LT(relative_difference(logits(net, arch), before), 1e-10);
}

// What was trained so far: everything, in this test; so every arch must compute what it did.
TEST_P(EverySpaceSorted, ComputesWhatEveryTrainedArchDid) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  const DimSizes trained = dim_sizes(net.space);
  const std::vector<Arch> archs = small_archs(net.space, 6, 1);
  std::vector<at::Tensor> before;
  for (const Arch& arch : archs) before.push_back(logits(net, arch));
  const ChannelOrder order =
      sorted_channels(net.weights, l1_scores(net.weights), sortable_dims(net.weights), trained);
  reorder(net.weights, order);
  for (size_t i = 0; i < archs.size(); ++i)
    EXPECT_LT(relative_difference(logits(net, archs[i]), before[i]), 1e-10)
        << to_text(net.space, archs[i]);
}

// Narrower channels were never trained, so they alone are free to move.
TEST_P(EverySpaceSorted, ComputesWhatArchsOfTheTwoWidestWidthsDid) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  const OpenSet two{.widest = 2, .values = {}}, all{.all = true, .values = {}};
  OpenChoices open;
  open.kinds.compound = open.kinds.width = open.kinds.channels = open.kinds.expand = two;
  open.kinds.depth = open.kinds.kernel = all;
  const Space opened = restrict_space(net.space, open);
  const DimSizes trained = dim_sizes(opened);
  const std::vector<Arch> archs = small_archs(opened, 4, 1);
  std::vector<at::Tensor> before;
  for (const Arch& arch : archs) before.push_back(logits(net, arch));
  const Arch narrowest = small_archs(net.space, 1, 1)[0];
  const at::Tensor of_narrowest = logits(net, narrowest);
  reorder(net.weights, sorted_channels(net.weights, l1_scores(net.weights),
                                       sortable_dims(net.weights), trained));
  for (size_t i = 0; i < archs.size(); ++i)
    EXPECT_LT(relative_difference(logits(net, archs[i]), before[i]), 1e-10)
        << to_text(net.space, archs[i]);
  if (trained != dim_sizes(net.space)) {
    EXPECT_GT(relative_difference(logits(net, narrowest), of_narrowest), 1e-4);
  }
}

TEST_P(EverySpaceSorted, KeepsMoreImportanceInEveryNarrowSlice) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  const SharedParameters& declared = net.weights.declared();
  const std::vector<std::string> dims = sortable_dims(net.weights);
  ASSERT_FALSE(dims.empty());
  // By a class's first dim: what the first half of its channels adds up to.
  const auto kept = [&] {
    std::map<std::string, double> sums;
    const ElementScores scores = l1_scores(net.weights);
    for (const std::vector<DimId>& members : declared.classes) {
      const std::string& first = declared.dims[members[0]].name;
      if (std::ranges::find(dims, first) == dims.end()) continue;
      at::Tensor total = channel_scores(net.weights, scores, members[0]);
      for (size_t i = 1; i < members.size(); ++i)
        total += channel_scores(net.weights, scores, members[i]);
      sums[first] = total.narrow(0, 0, (total.size(0) + 1) / 2).sum().item<double>();
    }
    return sums;
  };
  const std::map<std::string, double> before = kept();
  reorder(net.weights, sorted_channels(net.weights, l1_scores(net.weights), dims, {}));
  for (const auto& [dim, sum] : kept()) EXPECT_GT(sum, before.at(dim)) << dim;
}

TEST_P(EverySpaceSorted, IsRestoredBitForBitByTheInverse) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  using Buffers = std::array<at::Tensor, 2>;
  const auto copies = [](const Buffers& buffers) {
    return Buffers{buffers[0].clone(), buffers[1].clone()};
  };
  Buffers values, gradients, momentum;
  for (int group = 0; group < 2; ++group) {
    values[group] = net.weights.flat_values(kWeightGroups[group]);
    gradients[group] = net.weights.flat_gradients(kWeightGroups[group]);
    gradients[group].copy_(values[group] * 5 - 1);
    momentum[group] = values[group] * 3 + 1;
  }
  const std::array<Buffers, 3> now{values, gradients, momentum};
  const std::array<Buffers, 3> before{copies(values), copies(gradients), copies(momentum)};
  const ChannelOrder order =
      sorted_channels(net.weights, l1_scores(net.weights), sortable_dims(net.weights), {});
  const auto permute = [&](const ChannelOrder& by) {
    reorder(net.weights, by);
    reorder(net.weights, by, momentum);
  };
  permute(order);
  for (size_t i = 0; i < now.size(); ++i)
    for (int group = 0; group < 2; ++group)
      EXPECT_FALSE(at::equal(now[i][group], before[i][group]));
  permute(inverse(order));
  for (size_t i = 0; i < now.size(); ++i)
    for (int group = 0; group < 2; ++group) EXPECT_TRUE(at::equal(now[i][group], before[i][group]));
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceSorted,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

TEST(Sort, KeepsMoreImportanceInANarrowSlice) {
  RandomSupernet net = random_supernet("fashion", 1);
  const DimId dim = [&] {
    const auto& dims = net.weights.declared().dims;
    return static_cast<DimId>(std::ranges::find(dims, "stages.1.blocks.1.mid", &Dim::name) -
                              dims.begin());
  }();
  const auto kept = [&] {
    return channel_scores(net.weights, l1_scores(net.weights), dim)
        .narrow(0, 0, 64)
        .sum()
        .item<double>();
  };
  const double before = kept();
  reorder(net.weights,
          sorted_channels(net.weights, l1_scores(net.weights), {"stages.1.blocks.1.mid"}, {}));
  EXPECT_GT(kept(), before);
  const at::Tensor scores = channel_scores(net.weights, l1_scores(net.weights), dim);
  EXPECT_TRUE((scores.diff() <= 0).all().item<bool>());
}

TEST(Sort, StaysWithinTheBandsOfTrainedWidths) {
  RandomSupernet net = random_supernet("fashion", 1);
  const ChannelOrder order =
      sorted_channels(net.weights, l1_scores(net.weights), {"stages.1.blocks.1.mid"},
                      {{"stages.1.blocks.1.mid", {96}}});
  const at::Tensor from = order.begin()->second;
  EXPECT_LT(from.narrow(0, 0, 96).max().item<int64_t>(), 96);
  EXPECT_GE(from.narrow(0, 96, 32).min().item<int64_t>(), 96);
}

TEST(Sort, RefusesDimsOfDifferentWidthsThatAShortcutJoins) {
  const RandomSupernet net = random_supernet("attentive_nas", 1);
  EXPECT_THAT(
      [&] { sorted_channels(net.weights, l1_scores(net.weights), {"stages.6.channels"}, {}); },
      testing::ThrowsMessage<Error>("stages.5.channels (216 channels) and stages.6.channels (224) "
                                    "are joined by a shortcut; of different "
                                    "widths they cannot be sorted"));
}

TEST(Importance, OfEveryKindIsOneNumberAChannel) {
  const RandomSupernet net = random_supernet("fashion", 1);
  const auto& dims = net.weights.declared().dims;
  const auto dim = static_cast<DimId>(std::ranges::find(dims, "stages.1.blocks.1.mid", &Dim::name) -
                                      dims.begin());
  const auto sum = [&](const ElementScores& scores) {
    return channel_scores(net.weights, scores, dim).sum().item<double>();
  };
  const at::Tensor project =
      net.weights.values(net.weights.find("stages.1.blocks.1.project.conv.weight"));
  const at::Tensor scale =
      net.weights.values(net.weights.find("stages.1.blocks.1.expand.bn.weight"));
  const at::Tensor scale2 =
      net.weights.values(net.weights.find("stages.1.blocks.1.depthwise.bn.weight"));
  const auto total = [](const at::Tensor& tensor) {
    return tensor.to(at::kDouble).sum().item<double>();
  };
  EXPECT_NEAR(sum(l1_scores(net.weights)), total(project.abs()), 1e-6);
  EXPECT_NEAR(sum(l2_scores(net.weights)), total(project.square()), 1e-6);
  EXPECT_NEAR(sum(norm_scale_scores(net.weights)), total(scale.abs()) + total(scale2.abs()), 1e-5);
}

}  // namespace
}  // namespace ofa
