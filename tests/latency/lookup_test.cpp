#include "latency/lookup.h"

#include <algorithm>

#include "latency_testing.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

class EverySpacesLookup : public EveryShippedSpace {};
OFA_OVER_SHIPPED_SPACES(EverySpacesLookup);

TEST_P(EverySpacesLookup, IsWhatTheTablePredicts) {
  std::vector<int> resolutions{space_.resolutions.front()};
  if (space_.resolutions.size() > 1) resolutions.push_back(space_.resolutions.back());
  const Table table = made_up_table(space_, resolutions);
  const LatencyLookup lookup(space_, table);
  std::vector<Arch> archs = random_archs(space_, table, 200, 1);
  for (const Arch& extreme : {min_arch(space_), max_arch(space_)})
    if (table.has_resolution(extreme.resolution)) archs.push_back(extreme);
  for (const Arch& arch : archs) {
    ASSERT_TRUE(lookup.covers(arch));
    const double ms = predict(table, lower(space_, arch)).ms;
    EXPECT_NEAR(lookup(arch), ms, 1e-9) << to_text(space_, arch);
    EXPECT_GT(ms, 0);
  }
}

TEST_P(EverySpacesLookup, CoversTheTablesResolutionsAlone) {
  const int resolution = space_.resolutions.front();
  const LatencyLookup lookup(space_, made_up_table(space_, {resolution}));
  Arch arch = min_arch(space_);
  for (const int other : space_.resolutions) {
    arch.resolution = other;
    EXPECT_EQ(lookup.covers(arch), other == resolution);
  }
  for (const int other : {0, resolution - 1, resolution + 1, 4096}) {
    arch.resolution = other;
    EXPECT_FALSE(lookup.covers(arch));
  }
}

// What a training phase leaves out may be missing in a table, too.
TEST(LatencyLookup, TakesTheBlocksThatARestrictedSpaceHasOpen) {
  const Space space = load_space("fashion");
  Space narrow = space;
  for (Choice& choice : narrow.choices)
    if (choice.kind == ChoiceKind::kKernel) choice.open = {0};
  const Table table = made_up_table(narrow, {28});
  EXPECT_LT(table.blocks.size(), made_up_table(space, {28}).blocks.size());
  const LatencyLookup lookup(narrow, table);
  for (const Arch& arch : random_archs(narrow, table, 50, 1))
    EXPECT_NEAR(lookup(arch), predict(table, lower(space, arch)).ms, 1e-12);
}

// 6x6 maps at both 176 and 192; published tables have a time of each.
TEST(LatencyLookup, TakesTheTimeOfABlockAtANetworksResolution) {
  const Space space = load_space("mobilenet_v3");
  Table table = made_up_table(space, {176, 192});
  Arch arch = min_arch(space);
  arch.resolution = 176;
  const Block head = lower(space, arch).blocks.back();
  const BlockTime time = table.blocks.at(head.key);
  table.blocks.erase(head.key);
  table.blocks[key_at(head.key, 176)] = time;
  table.blocks[key_at(head.key, 192)].ms = time.ms + 1;
  const LatencyLookup lookup(space, table);
  for (const int resolution : {176, 192}) {
    arch.resolution = resolution;
    const Graph graph = lower(space, arch);
    EXPECT_EQ(graph.blocks.back().key, head.key);
    EXPECT_EQ(table.at(graph.blocks.back(), resolution).ms, time.ms + (resolution == 192));
    EXPECT_NEAR(lookup(arch), predict(table, graph).ms, 1e-9);
  }
}

static_assert(!std::is_constructible_v<LatencyLookup, Space, const Table&>,
              "it holds on to the space, which would be gone");
static_assert(std::is_constructible_v<LatencyLookup, const Space&, const Table&>);

TEST(LatencyLookup, RefusesTheTableOfAnotherSpace) {
  const Space fashion = load_space("fashion"), mobilenet = load_space("mobilenet_v3");
  Table table = made_up_table(fashion, {28});
  table.source = "t.json";
  EXPECT_EQ(error_of([&] { LatencyLookup(mobilenet, table); }),
            "t.json: it is of space fashion, not of mobilenet_v3");
}

TEST(LatencyLookup, RefusesATableThatLacksABlock) {
  const Space space = load_space("fashion");
  Table table = made_up_table(space, {28});
  table.source = "t.json";
  const Graph widest = lower(space, max_arch(space));
  const Block& block = widest.blocks[3];
  EXPECT_EQ(table.blocks.erase(block.key), 1U);
  EXPECT_EQ(error_of([&] { LatencyLookup(space, table); }),
            "t.json: no time for block " + block.name + " (" + block.key +
                "); it is of space fashion at resolution 28");
}

TEST(Prediction, IsMadeOfBlocksAndAConstant) {
  const Space space = load_space("fashion");
  Table table = made_up_table(space, {28});
  const Graph graph = lower(space, max_arch(space));
  table.correction = {.factor = 2, .ms_per_block = 0.5, .constant_ms = 10};
  const Prediction prediction = predict(table, graph);
  ASSERT_EQ(prediction.block_ms.size(), graph.blocks.size());
  EXPECT_EQ(prediction.constant_ms, 10);
  double sum = 10;
  for (size_t i = 0; i < graph.blocks.size(); ++i) {
    EXPECT_DOUBLE_EQ(prediction.block_ms[i], 2 * table.blocks.at(graph.blocks[i].key).ms + 0.5);
    sum += prediction.block_ms[i];
  }
  EXPECT_DOUBLE_EQ(prediction.ms, sum);
}

// fashion's stem: 1x28x28 in, 8x28x28 or so out.
TEST(Prediction, CountsTheMegabytesOfEdgesAndWeights) {
  const Space space = load_space("fashion");
  Table table = made_up_table(space, {28});
  const Graph graph = lower(space, max_arch(space));
  table.correction = {.factor = 0, .ms_per_edge_megabyte = 1};
  const int64_t channels = graph.channels(graph.block_output(graph.blocks[0]));
  const Value& out = graph.values[graph.block_output(graph.blocks[0])];
  EXPECT_DOUBLE_EQ(
      predict(table, graph).block_ms[0],
      4e-6 * static_cast<double>(28 * 28 + channels * int64_t{out.height} * out.width));
  table.correction = {.factor = 0, .ms_per_weight_megabyte = 1};
  EXPECT_DOUBLE_EQ(predict(table, graph).block_ms[0],
                   4e-6 * static_cast<double>(9 * channels + 2 * channels));
}

TEST(Prediction, RefusesAResolutionOutsideTheTable) {
  const Space space = load_space("mobilenet_v3");
  Table table = made_up_table(space, {128, 176});
  table.source = "t.json";
  Arch arch = min_arch(space);
  arch.resolution = 224;
  EXPECT_EQ(error_of([&] { predict(table, lower(space, arch)); }),
            "t.json: resolution 224 is outside it; it was measured at 128 176");
}

TEST(Prediction, RefusesATableThatLacksABlock) {
  const Space space = load_space("fashion");
  Table table = made_up_table(space, {28});
  const Graph graph = lower(space, max_arch(space));
  table.blocks.erase(graph.blocks.back().key);
  EXPECT_EQ(error_of([&] { predict(table, graph); }),
            "the table: no time for block head (" + graph.blocks.back().key +
                "); it is of space fashion at resolution 28");
}

}  // namespace
}  // namespace ofa
