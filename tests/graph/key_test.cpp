#include "graph/key.h"

#include <set>

#include "graph_testing.h"
#include "space/variants.h"

namespace ofa {
namespace {

// A block with everything that a key can tell.
struct Design {
  int channels = 16, height = 14, width = 12;
  int mid = 32, widest_mid = 64, out = 16;
  int kernel = 3, stride = 1;
  bool depthwise = true, bias = false, norm = true, gate = false, shortcut = true;
  bool gate_reads_input = false;
  Act act = Act::kRelu;
  double epsilon = 1e-5;
  const char* name = "stages.0.blocks.1";
};

std::string key_of(const Design& design) {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(design.channels), design.height, design.width);
  g.begin_block(design.name);
  const DimId mid = g.dim("mid", design.widest_mid, design.mid);
  ValueId y = g.conv("expand", x, {.out = mid, .kernel = g.kernel(1), .bias = design.bias});
  if (design.norm) y = g.batch_norm("bn", y, design.epsilon);
  y = g.activation("act", y, design.act);
  y = g.conv("middle", y,
             {.out = mid,
              .kernel = g.kernel(design.kernel),
              .stride = design.stride,
              .depthwise = design.depthwise});
  if (design.gate) {
    ValueId gate = g.global_pool("pool", design.gate_reads_input ? x : y);
    gate = g.conv("gate", gate, {.out = mid, .kernel = g.kernel(1)});
    y = g.mul("scale", y, gate);
  }
  y = g.conv("project", y, {.out = g.fixed(design.out), .kernel = g.kernel(1)});
  if (design.shortcut) y = g.add("add", x, y);
  g.end_block();
  return g.finish(y).blocks[0].key;
}

TEST(BlockKey, NamesEveryOperationSizeAndConnection) {
  EXPECT_EQ(key_of({}), "16x14x12 conv1-32 bn relu dw3 conv1-16 add(0,5)");
  EXPECT_EQ(key_of({.kernel = 5, .stride = 2, .bias = true, .gate = true, .shortcut = false}),
            "16x14x12 conv1-32+bias bn relu dw5s2 pool conv1-32 mul(4,6) conv1-16");
  EXPECT_EQ(good_graph().blocks.back().key, "40x2x2 pool flatten dropout linear-10+bias");
  EXPECT_EQ(good_graph().blocks[1].key, "16x7x6 maxpool3s2p1");
}

TEST(BlockKey, IsEqualWhereTheWorkIs) {
  EXPECT_EQ(key_of({.widest_mid = 48}), key_of({}));
  EXPECT_EQ(key_of({.epsilon = 1e-3}), key_of({}));  // folded into the convolution
  EXPECT_EQ(key_of({.name = "stem"}), key_of({}));
}

TEST(BlockKey, DiffersWhereAnythingDoes) {
  const Design designs[] = {{},
                            {.channels = 24, .out = 24},
                            {.height = 12},
                            {.width = 14},
                            {.mid = 31},
                            {.kernel = 5},
                            {.depthwise = false},
                            {.bias = true},
                            {.norm = false},
                            {.gate = true},
                            {.gate = true, .shortcut = false},
                            {.gate = true, .gate_reads_input = true},
                            {.shortcut = false},
                            {.out = 8, .shortcut = false},
                            {.stride = 2, .shortcut = false},
                            {.kernel = 5, .stride = 2, .shortcut = false},
                            {.act = Act::kNone},
                            {.act = Act::kRelu6},
                            {.act = Act::kHSwish},
                            {.act = Act::kSwish},
                            {.act = Act::kSigmoid},
                            {.act = Act::kHSigmoid}};
  std::set<std::string> keys;
  for (const Design& design : designs)
    EXPECT_TRUE(keys.insert(key_of(design)).second) << key_of(design);
}

TEST(BlockKey, TellsWhatIsAdded) {
  const auto key_of_sum = [](bool of_input) {
    GraphBuilder g;
    const ValueId x = g.input(g.fixed(8), 9, 9);
    g.begin_block("block");
    const ValueId a = g.conv("a", x, {.out = g.fixed(8), .kernel = g.kernel(3)});
    const ValueId b = g.conv("b", a, {.out = g.fixed(8), .kernel = g.kernel(3)});
    const ValueId sum = g.add("add", b, of_input ? x : a);
    g.end_block();
    return g.finish(sum).blocks[0].key;
  };
  EXPECT_EQ(key_of_sum(true), "8x9x9 conv3-8 conv3-8 add(2,0)");
  EXPECT_EQ(key_of_sum(false), "8x9x9 conv3-8 conv3-8 add(2,1)");
}

TEST(BlockKey, TellsPoolsApart) {
  std::set<std::string> keys;
  const auto add_key = [&](const auto& append) {
    GraphBuilder g;
    const ValueId x = g.input(g.fixed(8), 9, 9);
    g.begin_block("block");
    const ValueId y = append(g, x);
    g.end_block();
    const Graph graph = g.finish(y);
    EXPECT_TRUE(keys.insert(graph.blocks[0].key).second) << graph.blocks[0].key;
  };
  for (const AveragePool& pool :
       {AveragePool{2, 2}, {3, 2}, {2, 1}, {2, 2, 1}, {2, 2, 0, true}, {2, 2, 1, false, true}})
    add_key([&](GraphBuilder& g, ValueId x) { return g.average_pool("pool", x, pool); });
  for (const MaxPool& pool : {MaxPool{2, 2, 0}, {3, 2, 0}, {3, 1, 0}, {3, 2, 1}})
    add_key([&](GraphBuilder& g, ValueId x) { return g.max_pool("pool", x, pool); });
  add_key([](GraphBuilder& g, ValueId x) { return g.global_pool("pool", x); });
}

// stem.1, and in each of five stages 3 kernels by 3 ratios of the first and of a later block.
TEST(BlockKey, ThereAre91InMobileNetV3AtOneResolution) {
  Space space = load_space("mobilenet_v3");
  space.resolutions = space.open_resolutions = {224};
  const Variants variants(space);
  std::set<std::string> keys;
  for (int64_t i = 0; i < variants.size(); ++i) {
    const Graph graph = variants.graph(i);
    ASSERT_EQ(graph.blocks.size(), 1u);
    const Block& block = graph.blocks[0];
    if (block.name != "stem.0" && block.name != "head") keys.insert(block.key);
  }
  EXPECT_EQ(keys.size(), 91u);
}

}  // namespace
}  // namespace ofa
