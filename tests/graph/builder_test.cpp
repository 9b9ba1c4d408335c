#include "graph/builder.h"

#include <gmock/gmock.h>

#include "graph/check.h"
#include "graph_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;

template <typename T>
std::vector<std::string> names(const std::vector<T>& list) {
  std::vector<std::string> result;
  for (const T& entry : list) result.push_back(entry.name);
  return result;
}

TEST(GraphBuilder, NamesEverythingByItsBlock) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(3), 8, 8);
  g.begin_block("stem");
  const ValueId y =
      g.conv("conv", x, {.out = g.dim("out", 8, 4), .kernel = g.kernel(3), .bias = true});
  const ValueId z = g.batch_norm("bn", y, 1e-5);
  g.end_block();
  const Graph graph = g.finish(z);
  EXPECT_EQ(problems(graph), std::vector<std::string>{});
  EXPECT_THAT(names(graph.dims), ElementsAre("3", "stem.out"));
  EXPECT_THAT(names(graph.ops), ElementsAre("stem.conv", "stem.bn"));
  EXPECT_THAT(names(graph.parameters),
              ElementsAre("stem.conv.weight", "stem.conv.bias", "stem.bn.weight", "stem.bn.bias"));
  EXPECT_EQ(graph.blocks, (std::vector<Block>{{"stem", "3x8x8 conv3-4+bias bn", 0, 2}}));
}

TEST(GraphBuilder, GivesAKernelItsMatrices) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(3), 8, 8);
  const Kernel kernel{.dim = g.global_dim("kernel", 7, 3), .transformed_sizes = {7, 5, 3}};
  g.conv("conv", x, {.kernel = kernel, .depthwise = true});
  const Graph& graph = g.graph();
  EXPECT_THAT(names(graph.parameters), ElementsAre("conv.weight", "conv.7to5", "conv.5to3"));
  EXPECT_EQ(graph.parameters[0].transforms, (std::vector<KernelTransform>{{7, 5, 1}, {5, 3, 2}}));
  EXPECT_EQ(graph.widest_size(graph.parameters[0]), 3 * 7 * 7);
  EXPECT_EQ(graph.active_size(graph.parameters[0]), 3 * 3 * 3);
  EXPECT_EQ(graph.active_size(graph.parameters[1]), 25 * 25);
  EXPECT_EQ(graph.active_sizes(graph.parameters[0]), (std::vector<int64_t>{3, 1, 3, 3}));
  EXPECT_EQ(graph.parameters[2].role, Role::kKernelTransform);
}

TEST(GraphBuilder, AddsNothingForNoActivation) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(3), 8, 8);
  EXPECT_EQ(g.activation("act", x, Act::kNone), x);
  EXPECT_TRUE(g.graph().ops.empty());
}

TEST(GraphBuilder, RefusesADimOfTwoSizes) {
  GraphBuilder g;
  const DimId dim = g.global_dim("mid", 32, 16);
  EXPECT_EQ(g.global_dim("mid", 32, 16), dim);
  EXPECT_EQ(error_of([&] { g.global_dim("mid", 32, 8); }), "dim mid is 16 of 32, and also 8 of 32");
  EXPECT_EQ(error_of([&] { g.global_dim("mid", 24, 16); }),
            "dim mid is 16 of 32, and also 16 of 24");
}

TEST(GraphBuilder, RefusesWhatDoesNotFitAtOnce) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(3), 8, 8);
  g.begin_block("head");
  EXPECT_EQ(error_of([&] { g.reshape("flatten", x); }),
            "head.flatten: only a 1 x 1 map keeps its channels when flattened");
}

}  // namespace
}  // namespace ofa
