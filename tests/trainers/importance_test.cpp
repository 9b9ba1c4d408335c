#include "trainers/importance.h"

#include <gtest/gtest.h>

#include "tests/trainers/prune_testing.h"
#include "trainers/losses.h"
#include "trainers/step.h"

namespace ofa {
namespace {

at::Tensor labels() {
  return at::arange(8, at::kLong) % 4;
}

double loss_of(const Model& model) {
  return hard_loss(logits_of(model), labels(), 0).item<double>();
}

Model with_gradients(const char* yaml) {
  Model model = prunable(yaml);
  Teachers nobody;
  add_gradients(model, {*model.only}, nobody, prune_images(), labels(), {.precision = at::kDouble});
  return model;
}

// A weight that reads channels, by its axis 1.
using Readers = std::vector<std::string>;

// The loss' derivative by a factor on what is read of a channel, from the loss alone.
double numeric_derivative(const Model& model, const Readers& readers, int64_t channel) {
  const double step = 1e-5;
  double sides[2];
  for (int side = 0; side < 2; ++side) {
    std::vector<at::Tensor> kept;
    for (const std::string& name : readers) {
      const at::Tensor read = model.weights.values(model.weights.find(name)).select(1, channel);
      kept.push_back(read.clone());
      read.mul_(1 + (side ? step : -step));
    }
    sides[side] = loss_of(model);
    for (size_t i = 0; i < readers.size(); ++i)
      model.weights.values(model.weights.find(readers[i])).select(1, channel).copy_(kept[i]);
  }
  return (sides[1] - sides[0]) / (2 * step);
}

void expect_gates(const char* yaml, const std::string& dim, const Readers& readers) {
  const Model model = with_gradients(yaml);
  ChannelImportance taylor(model.weights, {dim}), movement(model.weights, {dim});
  taylor.observe(model.weights, ImportanceBy::kTaylor, 0);
  movement.observe(model.weights, ImportanceBy::kMovement, 0);
  double largest = 0;
  for (size_t channel = 0; channel < taylor.of(dim).size(); ++channel) {
    const double gate = numeric_derivative(model, readers, static_cast<int64_t>(channel));
    EXPECT_NEAR(taylor.of(dim)[channel], gate * gate, 1e-8 + 1e-4 * gate * gate) << dim;
    EXPECT_NEAR(movement.of(dim)[channel], -gate, 1e-8 + 1e-4 * std::abs(gate)) << dim;
    largest = std::max(largest, std::abs(gate));
  }
  EXPECT_GT(largest, 1e-3);
}

TEST(ChannelImportance, OfTaylorAndMovementIsAGatesDerivative) {
  expect_gates(kPlainBlocks, "stages.0.blocks.1.mid", {"stages.0.blocks.1.project.conv.weight"});
  expect_gates(kPlainBlocks, "stages.1.blocks.0.mid1", {"stages.1.blocks.0.middle.conv.weight"});
  expect_gates(kPlainBlocks, "stages.1.blocks.0.mid2", {"stages.1.blocks.0.expand.conv.weight"});
  expect_gates(kSqueezed, "stages.0.blocks.1.mid",
               {"stages.0.blocks.1.project.conv.weight", "stages.0.blocks.1.se.reduce.weight"});
  expect_gates(kSqueezed, "stages.0.blocks.1.se.hidden", {"stages.0.blocks.1.se.expand.weight"});
}

TEST(ChannelImportance, OfMagnitudeIsTheNormOfAllItsWeights) {
  const Model model = prunable(kSqueezed);
  const std::string block = "stages.0.blocks.0.", dim = block + "mid";
  ChannelImportance importance(model.weights, {dim});
  importance.observe(model.weights, ImportanceBy::kMagnitude, 0);
  const std::pair<const char*, int64_t> parts[] = {{"expand.conv.weight", 0},
                                                   {"depthwise.conv.weight", 0},
                                                   {"se.reduce.weight", 1},
                                                   {"se.expand.weight", 0},
                                                   {"project.conv.weight", 1}};
  for (size_t channel = 0; channel < importance.of(dim).size(); ++channel) {
    double squares = 0;
    for (const auto& [name, axis] : parts) {
      const at::Tensor own = model.weights.values(model.weights.find(block + name))
                                 .select(axis, static_cast<int64_t>(channel))
                                 .contiguous();
      for (int64_t i = 0; i < own.numel(); ++i)
        squares += std::pow(own.view({-1})[i].item<double>(), 2);
    }
    EXPECT_NEAR(importance.of(dim)[channel], std::sqrt(squares), 1e-5 * std::sqrt(squares));
  }
}

TEST(ChannelImportance, IsSmoothedOverSteps) {
  const Model model = with_gradients(kPlainBlocks);
  const std::string dim = "stages.0.blocks.0.mid";
  ChannelImportance smooth(model.weights, {dim});
  std::vector<double> expected(smooth.of(dim).size());
  for (const double scale : {1.0, 3.0, 0.5}) {
    model.weights.flat_gradients(WeightGroup::kDecayed).mul_(scale);
    ChannelImportance now(model.weights, {dim});
    now.observe(model.weights, ImportanceBy::kTaylor, 0);
    smooth.observe(model.weights, ImportanceBy::kTaylor, 0.8);
    for (size_t i = 0; i < expected.size(); ++i)
      expected[i] = 0.8 * expected[i] + 0.2 * now.of(dim)[i];
  }
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(smooth.of(dim)[i], expected[i], 1e-5 * expected[i]);
}

TEST(ChannelImportance, OrdersWhatIsActiveAndLeavesTheRest) {
  const Model model = with_gradients(kPlainBlocks);
  const std::string dim = "stages.0.blocks.0.mid";
  ChannelImportance importance(model.weights, {"stages.0.blocks.1.mid", dim});
  importance.observe(model.weights, ImportanceBy::kTaylor, 0);
  const std::vector<double> before = importance.of(dim);
  const at::Tensor from = importance.order(dim, 24);
  importance.reorder(dim, from);
  const std::vector<double> after = importance.of(dim);
  std::vector<double> expected = before;
  std::sort(expected.begin(), expected.begin() + 24, std::greater<>());
  EXPECT_EQ(after, expected);
  EXPECT_NE(after, before);
}

}  // namespace
}  // namespace ofa
