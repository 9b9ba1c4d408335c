#include "graph/check.h"

#include <climits>
#include <functional>

#include "graph/key.h"
#include "graph_testing.h"
#include "space/lower.h"

namespace ofa {
namespace {

struct Damage {
  const char* name;
  std::function<void(Graph&)> apply;
  const char* problem;
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

class Check : public testing::TestWithParam<Damage> {};

TEST_P(Check, NamesWhatIsBroken) {
  Graph graph = good_graph();
  ASSERT_EQ(problems(graph), std::vector<std::string>{});
  GetParam().apply(graph);
  const std::vector<std::string> found = problems(graph);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), GetParam().problem);
  EXPECT_EQ(error_of([&] { check(graph); }), std::string("broken graph: ") + GetParam().problem);
}

std::string name_of_damage(const testing::TestParamInfo<Damage>& info) {
  return info.param.name;
}

ValueId output_of(Graph& graph, const char* op) {
  return op_of(graph, op).output;
}

Value& value_of(Graph& graph, const char* op) {
  return graph.values[output_of(graph, op)];
}

// Moves the border between two blocks, keys and all.
void move_border(Graph& graph, const char* before, const char* after, int num_ops) {
  Block& first = block_of(graph, before);
  Block& second = block_of(graph, after);
  first.num_ops += num_ops;
  second.num_ops -= num_ops;
  second.first_op += num_ops;
  first.key = block_key(graph, first);
  second.key = block_key(graph, second);
}

INSTANTIATE_TEST_SUITE_P(
    DimsAndValues, Check,
    testing::Values(Damage{"DimTwice", [](Graph& g) { dim_of(g, "body.mid").name = "classes"; },
                           "dim classes is there twice"},
                    Damage{"DimOfNothing", [](Graph& g) { dim_of(g, "body.mid").active = 0; },
                           "dim body.mid: active size 0 is not within 1 ... 48"},
                    Damage{"DimBeyondItsWidest",
                           [](Graph& g) { dim_of(g, "body.mid").active = 49; },
                           "dim body.mid: active size 49 is not within 1 ... 48"},
                    Damage{"ValueWithoutDim",
                           [](Graph& g) { value_of(g, "stem.conv").channels = 99; },
                           "value 1: dim 99 does not exist"},
                    Damage{"ValueBelowZero", [](Graph& g) { value_of(g, "stem.conv").height = -7; },
                           "value 1: no map is -7 x 6"},
                    Damage{"ValueHalfAMatrix", [](Graph& g) { value_of(g, "stem.conv").width = 0; },
                           "value 1: no map is 7 x 0"}),
    name_of_damage);

INSTANTIATE_TEST_SUITE_P(
    Parameters, Check,
    testing::Values(
        Damage{"Twice", [](Graph& g) { parameter_of(g, "stem.bn.bias").name = "stem.bn.weight"; },
               "parameter stem.bn.weight is there twice"},
        Damage{"WithoutDim", [](Graph& g) { parameter_of(g, "stem.conv.weight").axes[1].dim = -1; },
               "parameter stem.conv.weight: dim -1 does not exist"},
        Damage{"KernelNotCentred",
               [](Graph& g) { parameter_of(g, "stem.conv.weight").axes[3].centred = false; },
               "parameter stem.conv.weight: axis 3 is not centred"},
        Damage{"ChannelsCentred",
               [](Graph& g) { parameter_of(g, "stem.bn.weight").axes[0].centred = true; },
               "parameter stem.bn.weight: axis 0 is centred"},
        Damage{"TransformOfANorm",
               [](Graph& g) {
                 parameter_of(g, "stem.bn.weight").transforms = {{7, 5, 0}};
               },
               "parameter stem.bn.weight: only a convolution's kernel has transforms"},
        Damage{"TransformLeavesAGap",
               [](Graph& g) { parameter_of(g, "body.depthwise.weight").transforms[1].from = 7; },
               "parameter body.depthwise.weight: transform 7 to 3 does not follow size 5"},
        Damage{"TransformGrows",
               [](Graph& g) { parameter_of(g, "body.depthwise.weight").transforms[1].to = 5; },
               "parameter body.depthwise.weight: transform 5 to 5 does not follow size 5"},
        Damage{"TransformToNothing",
               [](Graph& g) { parameter_of(g, "body.depthwise.weight").transforms[1].to = -3; },
               "parameter body.depthwise.weight: transform 5 to -3 does not follow size 5"},
        Damage{"TransformWithoutMatrix",
               [](Graph& g) { parameter_of(g, "body.depthwise.weight").transforms[0].matrix = 99; },
               "parameter body.depthwise.weight: transform 7 to 5 has no matrix"},
        Damage{"MatrixOfAnotherSize",
               [](Graph& g) {
                 auto& transforms = parameter_of(g, "body.depthwise.weight").transforms;
                 transforms[1].matrix = transforms[0].matrix;
               },
               "parameter body.depthwise.weight: matrix body.depthwise.7to5 is not 9 x 9"},
        Damage{"MatrixOfAnotherRole",
               [](Graph& g) { parameter_of(g, "body.depthwise.7to5").role = Role::kWeight; },
               "parameter body.depthwise.weight: matrix body.depthwise.7to5 is not 25 x 25"},
        Damage{"MatrixWithOneSide",
               [](Graph& g) { parameter_of(g, "body.depthwise.7to5").axes.pop_back(); },
               "parameter body.depthwise.weight: matrix body.depthwise.7to5 is not 25 x 25"},
        Damage{"TransformsEndEarly",
               [](Graph& g) { parameter_of(g, "body.depthwise.weight").transforms.pop_back(); },
               "parameter body.depthwise.weight: transforms end at 5, the kernel is 3"}),
    name_of_damage);

INSTANTIATE_TEST_SUITE_P(
    Operations, Check,
    testing::Values(
        Damage{"NoInput", [](Graph& g) { g.input = -1; }, "the graph has no input"},
        Damage{"NoOutput", [](Graph& g) { g.output = INT_MAX; }, "the graph has no output"},
        Damage{"OutputNobodyWrites",
               [](Graph& g) {
                 g.output = static_cast<int>(g.values.size());
                 g.values.push_back(g.values[0]);
               },
               "the graph has no output"},
        Damage{"Twice", [](Graph& g) { op_of(g, "head.dropout").name = "body.add"; },
               "operation body.add is there twice"},
        Damage{"ReadsWhatComesLater",
               [](Graph& g) { op_of(g, "stem.conv").inputs[0] = output_of(g, "pool.max"); },
               "stem.conv: reads value 4 before it is there"},
        Damage{"ReadsWhatIsNot", [](Graph& g) { op_of(g, "stem.conv").inputs[0] = -1; },
               "stem.conv: reads value -1 before it is there"},
        Damage{"ParameterThatIsNot", [](Graph& g) { op_of(g, "stem.conv").parameters[0] = 99; },
               "stem.conv: parameter 99 does not exist"},
        Damage{"ParameterOfAnother",
               [](Graph& g) {
                 op_of(g, "body.raise").parameters = op_of(g, "body.reduce").parameters;
               },
               "body.raise: parameter body.reduce.weight belongs to another operation too"},
        Damage{"ParameterOfNone", [](Graph& g) { op_of(g, "body.raise").parameters.pop_back(); },
               "parameter body.raise.bias belongs to no operation"},
        Damage{"WritesWhatIsNot", [](Graph& g) { op_of(g, "stem.conv").output = 99; },
               "stem.conv: its output does not exist"},
        Damage{"WritesAgain", [](Graph& g) { op_of(g, "stem.bn").output = 1; },
               "stem.bn: value 1 is written twice"},
        Damage{"WritesTheInput", [](Graph& g) { op_of(g, "stem.conv").output = 0; },
               "stem.conv: value 0 is written twice"},
        Damage{"DeclaresAnotherShape", [](Graph& g) { value_of(g, "stem.conv").height = 8; },
               "stem.conv: its output has another shape than declared"},
        Damage{"WhatShapesRefuse", [](Graph& g) { op_of(g, "head.linear").operation = Conv{}; },
               "head.linear: expected a map [N, C, H, W], got a matrix [N, C]"},
        Damage{"ValueNobodyReads", [](Graph& g) { g.output = output_of(g, "head.dropout"); },
               "value 24 is never read"}),
    name_of_damage);

INSTANTIATE_TEST_SUITE_P(
    Blocks, Check,
    testing::Values(Damage{"Twice", [](Graph& g) { block_of(g, "down").name = "body"; },
                           "block body is there twice"},
                    Damage{"Gap", [](Graph& g) { ++block_of(g, "body").first_op; },
                           "block body: operations 5 + 12 do not follow 4"},
                    Damage{"Empty", [](Graph& g) { block_of(g, "body").num_ops = 0; },
                           "block body: operations 4 + 0 do not follow 4"},
                    Damage{"Endless", [](Graph& g) { block_of(g, "body").num_ops = INT_MAX; },
                           "block body: operations 4 + 2147483647 do not follow 4"},
                    Damage{"StartsElsewhere", [](Graph& g) { move_border(g, "body", "down", -1); },
                           "block down: does not start from what the block before it gives"},
                    Damage{"ReadsFromInsideAnother",
                           [](Graph& g) { move_border(g, "pool", "body", 1); },
                           "body.add: reads a value from inside another block"},
                    Damage{"AnotherKey", [](Graph& g) { block_of(g, "pool").key += " relu"; },
                           "block pool: its key is not what it computes"},
                    Damage{"Missing", [](Graph& g) { g.blocks.pop_back(); },
                           "operation head.pool is in no block"}),
    name_of_damage);

TEST(CheckAll, NamesEveryProblem) {
  Graph graph = good_graph();
  op_of(graph, "stem.bn").parameters.clear();
  op_of(graph, "head.dropout").inputs.clear();
  EXPECT_EQ(problems(graph),
            (std::vector<std::string>{"stem.bn: 0 parameters do not belong to this operation",
                                      "head.dropout: reads 0 values, expected 1",
                                      "value 22 is never read",
                                      "parameter stem.bn.weight belongs to no operation",
                                      "parameter stem.bn.bias belongs to no operation"}));
}

class CheckEverySpace : public EverySpace {};
OFA_OVER_EVERY_SPACE(CheckEverySpace);

TEST_P(CheckEverySpace, FindsNothingInWhatArchsLowerTo) {
  for (const Arch& arch : some_archs(space_))
    EXPECT_EQ(problems(lower(space_, arch)), std::vector<std::string>{});
}

}  // namespace
}  // namespace ofa
