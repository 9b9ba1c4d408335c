#include "graph/memory.h"

#include "graph_testing.h"
#include "space/lower.h"

namespace ofa {
namespace {

// A block on a map of `channels` x 4 x 4; what it needs is counted in such pictures of 16 values.
template <typename Action>
int64_t peak_pictures(int channels, const Action& action) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(channels), 4, 4);
  g.begin_block("block");
  const ValueId y = action(g, x);
  g.end_block();
  const Graph graph = g.finish(y);
  return peak_activation_values(graph, graph.blocks[0]) / 16;
}

ValueId conv(GraphBuilder& g, ValueId x, int out, int kernel = 1) {
  const std::string name = "conv" + std::to_string(g.graph().ops.size());
  return g.conv(name, x, {.out = g.fixed(out), .kernel = g.kernel(kernel)});
}

TEST(Memory, OfAChainIsItsLargestInputAndOutput) {
  EXPECT_EQ(peak_pictures(8, [](auto& g, ValueId x) { return conv(g, x, 16); }), 8 + 16);
  EXPECT_EQ(
      peak_pictures(8, [](auto& g, ValueId x) { return conv(g, conv(g, conv(g, x, 16), 32), 4); }),
      16 + 32);
}

TEST(Memory, OfNormsAndActivationsIsNothingMore) {
  EXPECT_EQ(peak_pictures(8,
                          [](auto& g, ValueId x) {
                            const ValueId y = g.batch_norm("bn", conv(g, x, 16), 1e-5);
                            return g.activation("act", y, Act::kRelu);
                          }),
            8 + 16);
  EXPECT_EQ(peak_pictures(8, [](auto& g, ValueId x) { return g.activation("a", x, Act::kRelu); }),
            8);
}

TEST(Memory, OfAShortcutIsHeldWhileTheBranchRuns) {
  const auto residual = [](GraphBuilder& g, ValueId x) {
    const ValueId y = conv(g, conv(g, conv(g, x, 32), 32, 3), 8);
    return g.add("add", x, y);
  };
  EXPECT_EQ(peak_pictures(8, residual), 8 + 32 + 32);
}

TEST(Memory, OfAnActivationWhoseInputIsReadLaterIsAnotherMap) {
  const auto kept = [](GraphBuilder& g, ValueId x) {
    return g.add("add", x, g.activation("act", x, Act::kRelu));
  };
  EXPECT_EQ(peak_pictures(8, kept), 8 + 8);
}

TEST(Memory, OfAPoolIsAnotherMapEvenOfEqualSize) {
  const auto average = [](GraphBuilder& g, ValueId x) {
    return g.average_pool("pool", x, {.kernel = 3, .stride = 1, .padding = 1});
  };
  const auto max = [](GraphBuilder& g, ValueId x) {
    return g.max_pool("pool", x, {.kernel = 3, .stride = 1, .padding = 1});
  };
  EXPECT_EQ(peak_pictures(8, average), 8 + 8);
  EXPECT_EQ(peak_pictures(8, max), 8 + 8);
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(8), 1, 1);
  g.begin_block("block");
  const ValueId y = g.global_pool("pool", x);
  g.end_block();
  const Graph graph = g.finish(y);
  EXPECT_EQ(peak_activation_values(graph, graph.blocks[0]), 8 + 8);
}

TEST(Memory, OfSqueezeExciteIsAFewValuesMore) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(8), 4, 4);
  g.begin_block("block");
  ValueId gate = conv(g, g.global_pool("pool", x), 2);
  gate = g.activation("gate", conv(g, gate, 8), Act::kHSigmoid);
  const ValueId y = g.mul("scale", x, gate);
  g.end_block();
  const Graph graph = g.finish(y);
  EXPECT_EQ(peak_activation_values(graph, graph.blocks[0]), 8 * 16 + 8 + 2);
}

// The wide branch first: its end is small, while that of the other is not.
TEST(Memory, OfTwoBranchesIsThatOfTheBetterOrder) {
  const auto branches = [](bool wide_first) {
    return [=](GraphBuilder& g, ValueId x) {
      const auto wide = [&] { return conv(g, conv(g, x, 64), 2); };
      const auto other = [&] { return conv(g, x, 32, 3); };
      const ValueId a = wide_first ? wide() : other();
      const ValueId b = wide_first ? other() : wide();
      return wide_first ? g.add("add", conv(g, a, 32), b) : g.add("add", a, conv(g, b, 32));
    };
  };
  EXPECT_EQ(peak_pictures(4, branches(true)), 4 + 64 + 2);
  EXPECT_EQ(peak_pictures(4, branches(false)), 4 + 64 + 2);  // as written: 4 + 32 + 64
}

TEST(Memory, OfAHugeBlockIsRefused) {
  const auto chain = [](int length) {
    return [=](GraphBuilder& g, ValueId x) {
      for (int i = 0; i < length; ++i) x = conv(g, x, 8);
      return x;
    };
  };
  EXPECT_EQ(peak_pictures(8, chain(62)), 16);
  EXPECT_EQ(error_of([&] { peak_pictures(8, chain(63)); }),
            "block block has 63 operations; at most 62");
}

class MemoryEverySpace : public EverySpace {};
OFA_OVER_EVERY_SPACE(MemoryEverySpace);

TEST_P(MemoryEverySpace, HoldsTheInputAndOutputOfEachOperation) {
  for (const Arch& arch : some_archs(space_)) {
    const Graph graph = lower(space_, arch);
    for (const Block& block : graph.blocks) {
      const int64_t peak = peak_activation_values(graph, block);
      for (int i = block.first_op; i <= Graph::last_op(block); ++i) {
        const Op& op = graph.ops[i];
        const int64_t own = needs_its_own_output(op) ? graph.elements(op.output) : 0;
        EXPECT_GE(peak, graph.elements(op.inputs[0]) + own) << op.name;
      }
    }
  }
}

}  // namespace
}  // namespace ofa
