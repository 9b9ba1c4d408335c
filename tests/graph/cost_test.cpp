#include "graph/cost.h"

#include <algorithm>

#include "graph_testing.h"
#include "space/lower.h"
#include "space/supernet.h"

namespace ofa {
namespace {

// A block with one operation on a map of 6 channels, 5 x 3.
template <typename Action>
Cost cost_of(const Action& action) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(6), 5, 3);
  g.begin_block("block");
  const ValueId y = action(g, x);
  g.end_block();
  return cost(g.finish(y));
}

Cost conv(int kernel, int stride, bool depthwise, bool bias) {
  return cost_of([&](GraphBuilder& g, ValueId x) {
    return g.conv("conv", x,
                  {.out = g.global_dim("out", 32, 4),
                   .kernel = g.kernel(kernel),
                   .stride = stride,
                   .depthwise = depthwise,
                   .bias = bias});
  });
}

TEST(Cost, OfAConvIsItsWeightOnceAPixel) {
  const Cost plain = conv(3, 1, false, false);
  EXPECT_EQ(plain.macs, 4 * 6 * 3 * 3 * 5 * 3);
  EXPECT_EQ(plain.params, 4 * 6 * 3 * 3);
  EXPECT_EQ(weight_bytes(plain), 4 * 6 * 3 * 3 * 4);
  EXPECT_EQ(plain.peak_activation_bytes, (6 * 15 + 4 * 15) * 4);

  EXPECT_EQ(conv(3, 2, false, false).macs, 4 * 6 * 3 * 3 * 3 * 2);
  EXPECT_EQ(conv(5, 2, true, false).macs, 6 * 5 * 5 * 3 * 2);
  EXPECT_EQ(conv(5, 2, true, false).params, 6 * 5 * 5);
  EXPECT_EQ(conv(1, 1, false, true).macs, 4 * 6 * 5 * 3);  // adding a bias multiplies nothing
  EXPECT_EQ(conv(1, 1, false, true).params, 4 * 6 + 4);
}

TEST(Cost, OfAKernelLeavesItsMatricesOut) {
  const Cost found = cost_of([](GraphBuilder& g, ValueId x) {
    const Kernel kernel{.dim = g.global_dim("kernel", 7, 3), .transformed_sizes = {7, 5, 3}};
    return g.conv("conv", x, {.kernel = kernel, .depthwise = true});
  });
  EXPECT_EQ(found.params, 6 * 3 * 3);
  EXPECT_EQ(found.macs, 6 * 3 * 3 * 5 * 3);
}

TEST(Cost, OfTheSharedWeightsCountsAllAtTheirWidest) {
  GraphBuilder g;
  const Kernel kernel{.dim = g.global_dim("kernel", 7, 3), .transformed_sizes = {7, 5, 3}};
  g.conv("conv", g.input(g.global_dim("channels", 8, 6), 5, 3),
         {.kernel = kernel, .depthwise = true});
  EXPECT_EQ(supernet_params(g.graph()), 8 * 7 * 7 + 25 * 25 + 9 * 9);
}

TEST(Cost, OfWhatHasWeightsOrNone) {
  using Step = ValueId (*)(GraphBuilder&, ValueId);
  const struct {
    const char* name;
    Step step;
    int64_t macs, params;
  } cases[] = {
      {"batch_norm", [](GraphBuilder& g, ValueId x) { return g.batch_norm("n", x, 1e-5); }, 0, 12},
      {"activation", [](GraphBuilder& g, ValueId x) { return g.activation("a", x, Act::kSwish); },
       0, 0},
      {"add", [](GraphBuilder& g, ValueId x) { return g.add("a", x, x); }, 0, 0},
      {"mul", [](GraphBuilder& g, ValueId x) { return g.mul("m", x, x); }, 0, 0},
      {"global_pool", [](GraphBuilder& g, ValueId x) { return g.global_pool("p", x); }, 0, 0},
      {"average_pool", [](GraphBuilder& g, ValueId x) { return g.average_pool("p", x, {}); }, 0, 0},
      {"max_pool", [](GraphBuilder& g, ValueId x) { return g.max_pool("p", x, {}); }, 0, 0},
      {"dropout", [](GraphBuilder& g, ValueId x) { return g.dropout("d", x); }, 0, 0},
      {"flatten and linear",
       [](GraphBuilder& g, ValueId x) {
         return g.linear("l", g.reshape("r", g.global_pool("p", x)), g.fixed(10));
       },
       60, 70},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(cost_of(c.step).macs, c.macs) << c.name;
    EXPECT_EQ(cost_of(c.step).params, c.params) << c.name;
  }
}

TEST(Cost, OfBlocksAddsUpButForMemory) {
  Cost total{.macs = 5, .params = 7, .peak_activation_bytes = 90};
  total += {.macs = 1, .params = 2, .peak_activation_bytes = 40};
  EXPECT_EQ(total, (Cost{6, 9, 90}));
  total += {.macs = 0, .params = 0, .peak_activation_bytes = 91};
  EXPECT_EQ(total, (Cost{6, 9, 91}));
}

// Counted from shapes alone, operation by operation.
int64_t macs_of_shapes(const Graph& graph) {
  int64_t total = 0;
  for (const Op& op : graph.ops) {
    const int64_t in = graph.channels(op.inputs[0]);
    if (const auto* conv = std::get_if<Conv>(&op.operation))
      total += graph.elements(op.output) * (conv->depthwise ? 1 : in) * conv->kernel * conv->kernel;
    if (std::holds_alternative<Linear>(op.operation)) total += graph.elements(op.output) * in;
  }
  return total;
}

int64_t params_without_matrices(const Graph& graph) {
  int64_t total = 0;
  for (const Parameter& parameter : graph.parameters)
    if (parameter.role != Role::kKernelTransform) total += graph.active_size(parameter);
  return total;
}

class CostEverySpace : public EverySpace {};
OFA_OVER_EVERY_SPACE(CostEverySpace);

TEST_P(CostEverySpace, OfTheWholeIsThatOfItsBlocks) {
  for (const Arch& arch : some_archs(space_)) {
    const Graph graph = lower(space_, arch);
    const Cost whole = cost(graph);
    Cost sum;
    for (const Block& block : graph.blocks) {
      const Cost part = cost(graph, block);
      sum.macs += part.macs;
      sum.params += part.params;
      sum.peak_activation_bytes = std::max(sum.peak_activation_bytes, part.peak_activation_bytes);
    }
    EXPECT_EQ(whole, sum);
    EXPECT_EQ(whole.macs, macs_of_shapes(graph));
    EXPECT_EQ(whole.params, params_without_matrices(graph));
  }
}

TEST_P(CostEverySpace, OfNoArchIsMoreParametersThanTheSupernetHas) {
  const int64_t shared = supernet_params(lower_supernet(space_));
  for (const Arch& arch : some_archs(space_)) EXPECT_LE(cost(lower(space_, arch)).params, shared);
}

}  // namespace
}  // namespace ofa
