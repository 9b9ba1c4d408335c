#include "export/quantization.h"

#include <gmock/gmock.h>

#include <cmath>

#include "export/fold.h"
#include "space/sample.h"
#include "tests/export/export_testing.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

double value_of(const ByteScale& scale, int byte) {
  return (byte - scale.zero_point) * double{scale.scale};
}

TEST(ByteScale, CoversItsRangeAndHoldsZeroExactly) {
  for (const auto& [low, high] :
       {std::pair{0.0, 6.0}, {-1.0, 1.0}, {-0.3, 5.1}, {2.0, 3.0}, {-7.0, -2.0}, {0.0, 0.0}}) {
    const ByteScale scale = byte_scale(low, high);
    EXPECT_GT(scale.scale, 0);
    EXPECT_EQ(value_of(scale, scale.zero_point), 0);
    EXPECT_LE(value_of(scale, 0), std::min(low, 0.0) + 0.51 * scale.scale);
    EXPECT_GE(value_of(scale, 255), std::max(high, 0.0) - 0.51 * scale.scale);
  }
  EXPECT_EQ(byte_scale(0, 255), (ByteScale{1, 0}));
}

TEST(ByteLayer, IsWithinHalfAStepOfTheWeight) {
  const std::vector<float> weight{0.5f, -1, 0.25f, 100, -3, 50, 0, 0, 0};
  const ByteLayer layer = quantize_layer(weight, {}, 3, 0.5f);
  const std::vector<float> back = layer.float_weight();
  for (size_t i = 0; i < weight.size(); ++i)
    EXPECT_LE(std::abs(back[i] - weight[i]), layer.weight_scales[i / 3] / 2);
  EXPECT_EQ(layer.weight[1], -127);
  EXPECT_EQ(layer.weight[3], 127);
  EXPECT_EQ(layer.weight[8], 0);
}

// A channel whose weights are (nearly) nothing, or whose input never was anything, still has a
// bias.
TEST(ByteLayer, KeepsTheBiasOfEveryChannel) {
  const std::vector<float> bias{0.5f, -3, 1e-3f, 7};
  for (const float input_scale : {0.02f, 1.0f, 1e-6f})
    for (const float weight : {0.0f, 1e-9f, 0.3f}) {
      const ByteLayer layer = quantize_layer(std::vector<float>(8, weight), bias, 4, input_scale);
      const std::vector<float> back = layer.float_bias();
      for (size_t c = 0; c < 4; ++c)
        EXPECT_NEAR(back[c], bias[c], 0.51 * layer.bias_scales[c] + 1e-6 * std::abs(bias[c]));
      if (weight == 0) {
        EXPECT_NEAR(back[1], -3, 1e-5);
      }
    }
}

TEST(Quantization, IsFloatThroughoutWhereEveryLayerIsKept) {
  for (const std::string& name : every_space_name()) {
    const Space space = every_space(name);
    const Network network = fold(random_network(space, max_arch(space), 1));
    std::set<std::string> kept;
    for (const Op& op : network.graph.ops)
      if (has_weights(op)) kept.insert(op.name);
    EXPECT_TRUE(byte_values(network.graph, plan_quantization(network.graph, kept)).empty()) << name;
  }
}

// Of every space: each layer reads bytes unless it is kept, and only what is read as bytes needs a
// scale.
class QuantizationOfEverySpace : public EverySpace {};

TEST_P(QuantizationOfEverySpace, ReadsBytesInEveryLayerThatIsNotKept) {
  const Network network = fold(random_network(space_, random_arch(space_, 1), 1));
  const Graph& graph = network.graph;
  const std::string kept = graph.ops.front().name;
  const Quantization quantization = plan_quantization(graph, {kept});
  for (size_t i = 0; i < graph.ops.size(); ++i)
    if (has_weights(graph.ops[i])) {
      EXPECT_EQ(quantization.reads_bytes[i], graph.ops[i].name != kept) << graph.ops[i].name;
    }
  const std::vector<ValueId> values = byte_values(graph, quantization);
  EXPECT_THAT(values, testing::Not(testing::Contains(graph.input)));  // its reader is kept
  EXPECT_THAT(values, testing::Not(testing::Contains(graph.output)));
  EXPECT_THAT(byte_values(graph, plan_quantization(graph, {})), testing::Contains(graph.input));
}

TEST_P(QuantizationOfEverySpace, LeavesClipsToTheConvolutionBeforeThem) {
  const Network network = fold(random_network(space_, random_arch(space_, 1), 1));
  const Graph& graph = network.graph;
  const Quantization quantization = plan_quantization(graph, {});
  for (size_t i = 0; i < graph.ops.size(); ++i)
    if (graph.ops[i].operation == Operation(Activation{Act::kRelu}) ||
        graph.ops[i].operation == Operation(Activation{Act::kRelu6})) {
      EXPECT_FALSE(quantization.reads_bytes[i]) << graph.ops[i].name;
    }
}

OFA_OVER_EVERY_SPACE(QuantizationOfEverySpace);

}  // namespace
}  // namespace ofa
