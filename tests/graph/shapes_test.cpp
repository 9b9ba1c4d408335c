#include "graph/shapes.h"

#include <functional>

#include "graph_testing.h"

namespace ofa {
namespace {

// What an operation makes of a map of 6 channels.
template <typename Action>
std::string shape_after(int height, int width, const Action& action) {
  GraphBuilder g;
  const ValueId y = action(g, g.input(g.fixed(6), height, width));
  return shape_text(g.graph(), y);
}

std::string conv(int height, int width, int kernel, int stride, bool depthwise = false) {
  return shape_after(height, width, [&](GraphBuilder& g, ValueId x) {
    const ConvOptions options{
        .out = g.fixed(4), .kernel = g.kernel(kernel), .stride = stride, .depthwise = depthwise};
    return g.conv("conv", x, options);
  });
}

TEST(Shapes, ConvPadsByHalfItsKernel) {
  EXPECT_EQ(conv(8, 8, 3, 1), "4 x 8 x 8");
  EXPECT_EQ(conv(9, 5, 7, 1), "4 x 9 x 5");
  EXPECT_EQ(conv(224, 224, 3, 2), "4 x 112 x 112");
  EXPECT_EQ(conv(7, 8, 3, 2), "4 x 4 x 4");
  EXPECT_EQ(conv(7, 8, 1, 2), "4 x 4 x 4");
  EXPECT_EQ(conv(5, 4, 5, 3), "4 x 2 x 2");
  EXPECT_EQ(conv(1, 1, 7, 2), "4 x 1 x 1");
  EXPECT_EQ(conv(13, 27, 5, 4), "4 x 4 x 7");
  EXPECT_EQ(conv(13, 27, 5, 4, /*depthwise=*/true), "6 x 4 x 7");
}

struct PoolCase {
  int height, width, kernel, stride, padding;
  bool ceil_mode;
  const char* expected;
};

TEST(Shapes, PoolsCountWindowsAsPyTorch) {
  // torch.nn.functional.avg_pool2d and max_pool2d of LibTorch 2.13 gave these.
  for (const PoolCase& c : {PoolCase{8, 8, 2, 2, 0, false, "6 x 4 x 4"},
                            {7, 5, 2, 2, 0, false, "6 x 3 x 2"},
                            {7, 5, 2, 2, 0, true, "6 x 4 x 3"},
                            {7, 5, 2, 2, 1, false, "6 x 4 x 3"},
                            {7, 8, 2, 2, 1, true, "6 x 4 x 5"},
                            {1, 1, 2, 2, 0, true, "6 x 1 x 1"},
                            {1, 1, 2, 2, 1, false, "6 x 1 x 1"},
                            {1, 1, 2, 2, 1, true, "6 x 1 x 1"},
                            {7, 6, 3, 3, 0, true, "6 x 3 x 2"},
                            {7, 6, 3, 3, 1, true, "6 x 3 x 3"},
                            {112, 113, 3, 2, 1, false, "6 x 56 x 57"},
                            {112, 113, 3, 2, 1, true, "6 x 57 x 57"},
                            {5, 4, 3, 1, 1, false, "6 x 5 x 4"},
                            {6, 9, 2, 3, 0, true, "6 x 2 x 3"},
                            {6, 9, 2, 3, 1, true, "6 x 3 x 4"},
                            {4, 4, 2, 4, 1, true, "6 x 2 x 2"},
                            {3, 3, 2, 5, 0, true, "6 x 1 x 1"},
                            {2, 2, 4, 4, 0, true, "6 x 1 x 1"},
                            {2, 9, 5, 4, 2, true, "6 x 1 x 3"}}) {
    const auto average = [&](GraphBuilder& g, ValueId x) {
      const AveragePool pool{c.kernel, c.stride, c.padding, c.ceil_mode};
      return g.average_pool("pool", x, pool);
    };
    const auto max = [&](GraphBuilder& g, ValueId x) {
      return g.max_pool("pool", x, {c.kernel, c.stride, c.padding});
    };
    EXPECT_EQ(shape_after(c.height, c.width, average), c.expected);
    if (!c.ceil_mode) {
      EXPECT_EQ(shape_after(c.height, c.width, max), c.expected);
    }
  }
}

TEST(Shapes, OthersKeepOrReduceTheirInput) {
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.batch_norm("n", x, 1e-5); }),
            "6 x 5 x 3");
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.activation("a", x, Act::kRelu); }),
            "6 x 5 x 3");
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.dropout("d", x); }), "6 x 5 x 3");
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.add("a", x, x); }), "6 x 5 x 3");
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.global_pool("p", x); }),
            "6 x 1 x 1");
  EXPECT_EQ(shape_after(1, 1, [](auto& g, ValueId x) { return g.reshape("r", x); }), "6");
  EXPECT_EQ(shape_after(0, 0, [](auto& g, ValueId x) { return g.linear("l", x, g.fixed(9)); }),
            "9");
}

TEST(Shapes, MulTakesOneFactorAChannelOrOneAValue) {
  const auto gated = [](GraphBuilder& g, ValueId x) {
    return g.mul("m", x, g.global_pool("p", x));
  };
  EXPECT_EQ(shape_after(5, 3, gated), "6 x 5 x 3");
  EXPECT_EQ(shape_after(5, 3, [](auto& g, ValueId x) { return g.mul("m", x, x); }), "6 x 5 x 3");
  EXPECT_EQ(shape_after(0, 0, [](auto& g, ValueId x) { return g.mul("m", x, x); }), "6");
}

struct Refusal {
  const char* name;
  const char* op;
  std::function<void(Graph&, Op&)> apply;
  const char* text;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class ShapesRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(ShapesRefusal, SaysWhatDoesNotFit) {
  Graph graph = good_graph();
  Op& op = op_of(graph, GetParam().op);
  EXPECT_EQ(error_of([&] { infer_output(graph, op); }), "no error");
  GetParam().apply(graph, op);
  EXPECT_EQ(error_of([&] { infer_output(graph, op); }), GetParam().text);
}

template <typename T>
T& as(Op& op) {
  return std::get<T>(op.operation);
}

Value& input_of(Graph& graph, const Op& op, int i = 0) {
  return graph.values[op.inputs[i]];
}

const Refusal kRefusals[] = {
    {"Inputs", "body.add", [](Graph&, Op& op) { op.inputs.pop_back(); },
     "body.add: reads 1 values, expected 2"},
    {"Parameters", "stem.bn", [](Graph&, Op& op) { op.parameters.pop_back(); },
     "stem.bn: 1 parameters do not belong to this operation"},
    {"TooManyParameters", "body.add", [](Graph&, Op& op) { op.parameters = {0}; },
     "body.add: 1 parameters do not belong to this operation"},
    {"ConvOfAMatrix", "stem.conv",
     [](Graph& g, Op& op) {
       input_of(g, op) = {0, 0, 0};
     },
     "stem.conv: expected a map [N, C, H, W], got a matrix [N, C]"},
    {"PoolOfAMatrix", "head.pool",
     [](Graph& g, Op& op) {
       input_of(g, op) = {0, 0, 0};
     },
     "head.pool: expected a map [N, C, H, W], got a matrix [N, C]"},
    {"LinearOfAMap", "head.linear",
     [](Graph& g, Op& op) {
       input_of(g, op) = {0, 1, 1};
     },
     "head.linear: expected a matrix [N, C], got a map [N, C, H, W]"},
    {"FlattenOfPixels", "head.flatten", [](Graph& g, Op& op) { input_of(g, op).width = 2; },
     "head.flatten: only a 1 x 1 map keeps its channels when flattened"},
    {"ConvWithoutStride", "stem.conv", [](Graph&, Op& op) { as<Conv>(op).stride = 0; },
     "stem.conv: kernel 3 and stride 0: expected at least 1"},
    {"ConvWithEvenKernel", "stem.conv", [](Graph&, Op& op) { as<Conv>(op).kernel = 4; },
     "stem.conv: kernel 4 has no centre"},
    {"ConvWithOtherKernel", "stem.conv", [](Graph&, Op& op) { as<Conv>(op).kernel = 5; },
     "stem.conv: kernel 5 does not fit stem.conv.weight"},
    {"WeightOfAnotherRole", "stem.conv",
     [](Graph& g, Op&) { parameter_of(g, "stem.conv.weight").role = Role::kBias; },
     "stem.conv: parameter stem.conv.weight has another role"},
    {"WeightWithThreeAxes", "stem.conv",
     [](Graph& g, Op&) { parameter_of(g, "stem.conv.weight").axes.pop_back(); },
     "stem.conv: parameter stem.conv.weight has 3 axes, expected 4"},
    {"WeightForOtherInputs", "body.project",
     [](Graph& g, Op&) { parameter_of(g, "body.project.weight").axes[1].dim = 0; },
     "body.project: axis 1 of body.project.weight is 3, expected body.mid"},
    {"KernelThatIsNotSquare", "body.depthwise",
     [](Graph& g, Op&) { parameter_of(g, "body.depthwise.weight").axes[3].dim = 0; },
     "body.depthwise: axis 3 of body.depthwise.weight is 3, expected body.kernel"},
    {"DepthwiseOfOtherChannels", "body.depthwise",
     [](Graph& g, Op&) { parameter_of(g, "body.depthwise.weight").axes[0].dim = 0; },
     "body.depthwise: axis 0 of body.depthwise.weight is 3, expected body.mid"},
    {"DepthwiseWithInputs", "body.depthwise",
     [](Graph& g, Op&) { parameter_of(g, "body.depthwise.weight").axes[1].dim = 0; },
     "body.depthwise: a depthwise weight has one input channel"},
    {"BiasOfOtherChannels", "body.reduce",
     [](Graph& g, Op&) { parameter_of(g, "body.reduce.bias").axes[0].dim = 0; },
     "body.reduce: axis 0 of body.reduce.bias is 3, expected body.hidden"},
    {"ShiftBeforeScale", "stem.bn",
     [](Graph&, Op& op) { std::swap(op.parameters[0], op.parameters[1]); },
     "stem.bn: parameter stem.bn.bias has another role"},
    {"NormOfOtherChannels", "stem.bn",
     [](Graph& g, Op&) { parameter_of(g, "stem.bn.bias").axes[0].dim = 0; },
     "stem.bn: axis 0 of stem.bn.bias is 3, expected stem.channels"},
    {"LinearOfOtherInputs", "head.linear",
     [](Graph& g, Op&) { parameter_of(g, "head.linear.weight").axes[1].dim = 0; },
     "head.linear: axis 1 of head.linear.weight is 3, expected down.wide"},
    {"AddOfOtherChannels", "body.add", [](Graph& g, Op& op) { input_of(g, op, 1).channels = 0; },
     "body.add: cannot add 16 x 4 x 3 and 3 x 4 x 3"},
    {"AddOfOtherSizes", "body.add", [](Graph& g, Op& op) { input_of(g, op, 1).width = 1; },
     "body.add: cannot add 16 x 4 x 3 and 16 x 4 x 1"},
    {"MulOfOtherChannels", "body.scale", [](Graph& g, Op& op) { input_of(g, op, 1).channels = 0; },
     "body.scale: the factors have different channels or sizes"},
    {"MulOfOtherSizes", "body.scale", [](Graph& g, Op& op) { input_of(g, op, 1).width = 2; },
     "body.scale: the factors have different channels or sizes"},
    {"MulOfAMapByAMatrix", "body.scale",
     [](Graph& g, Op& op) { input_of(g, op, 1).height = input_of(g, op, 1).width = 0; },
     "body.scale: the factors have different channels or sizes"},
    {"WindowThatDoesNotFit", "pool.max",
     [](Graph& g, Op& op) {
       input_of(g, op) = {0, 9, 2}, as<MaxPool>(op) = {7, 2, 2};
     },
     "pool.max: a 7x7 window does not fit a map of 2"},
    {"WindowWithoutStride", "pool.max", [](Graph&, Op& op) { as<MaxPool>(op).stride = 0; },
     "pool.max: kernel 3 and stride 0: expected at least 1"},
    {"PaddingBeyondHalf", "pool.max", [](Graph&, Op& op) { as<MaxPool>(op).padding = 2; },
     "pool.max: padding 2 is not within 0 ... half of kernel 3"},
    {"PaddingBelowNothing", "down.pool", [](Graph&, Op& op) { as<AveragePool>(op).padding = -1; },
     "down.pool: padding -1 is not within 0 ... half of kernel 2"},
};

INSTANTIATE_TEST_SUITE_P(, ShapesRefusal, testing::ValuesIn(kRefusals),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ofa
