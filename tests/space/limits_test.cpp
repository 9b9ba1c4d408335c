// What make_space refuses when all parts are known.
#include "space/limits.h"

#include "space/costs.h"
#include "space/sample.h"
#include "space/supernet.h"
#include "space_testing.h"
#include "tests/resources.h"

namespace ofa {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += (i ? ", " : "") + text;
  return all;
}

std::string numbers(int first, int count, int step) {
  std::string all;
  for (int i = 0; i < count; ++i) all += (i ? ", " : "") + std::to_string(first + i * step);
  return all;
}

std::string error(const std::string& stage, const std::string& rest = "",
                  const std::string& head = "pool, linear") {
  return error_of([&] {
    space_from("stem: {channels: 16}\nstages: [" + stage + "]\nhead: [" + head + "]\n" + rest);
  });
}

TEST(Limits, OfLists) {
  EXPECT_EQ(error("{channels: [" + numbers(8, 101, 8) + "]}"),
            "toy.yaml:2: stages.0.channels: expected at most 100 candidates, got 101");
  EXPECT_EQ(error("{}", "input: {resolution: [" + numbers(8, 101, 1) + "]}"),
            "toy.yaml:4: input.resolution: expected at most 100 candidates, got 101");
  EXPECT_EQ(error("{}", "", "{conv: [" + numbers(8, 101, 1) + "]}, pool, linear"),
            "toy.yaml:3: head.0.conv: expected at most 100 candidates, got 101");
  EXPECT_EQ(error(repeated("{}", 65)),
            "toy.yaml:1: expected at most 16 stem entries, 64 stages and 16 head entries");
}

TEST(Limits, OfBlocksAndTheirVariants) {
  EXPECT_EQ(error(repeated("{depth: 64}", 7)), "no error");
  EXPECT_EQ(error(repeated("{depth: 64}", 9)), "toy: 577 blocks in all; at most 512");
  EXPECT_EQ(error("{}", "width: [0.01, 0.02]\ncompound: [" +
                            repeated("{width: 1, depth: 1, resolution: 8}", 51) + "]"),
            "toy: 102 combinations of compound and width; at most 100");
  const std::string many =
      "{channels: [" + numbers(64, 100, 8) + "], depth: 4, kernel: [1, 3, 5, 7]}";
  EXPECT_EQ(error(many), "no error");
  EXPECT_EQ(error(many + ", " + many + ", " + many + ", " + many + ", " + many + ", " + many),
            "toy: 2.1e+05 different blocks, by channels before and after, kernel, expand, mid and "
            "width; at most 2e+05: list fewer of them");
  const std::string conv = "{conv: [" + numbers(8, 100, 8) + "]}";
  EXPECT_EQ(error("{}", "", repeated(conv, 14) + ", pool, linear"),
            "toy: 1.0e+28 different blocks, by channels before and after, kernel, expand, mid and "
            "width; at most 2e+05: list fewer of them");
}

TEST(Limits, OfSizes) {
  EXPECT_EQ(error("{}", "", repeated("{conv: 99x}", 14) + ", pool, linear"),
            "toy: head.2: 15524784 channels; at most 1000000");
  EXPECT_EQ(error("{block: bottleneck, channels: 8192, expand: 16, kernel: 15}"),
            "toy: the widest arch has 3.9e+12 parameters; at most 1e+11");
  EXPECT_EQ(error("{channels: 8192, kernel: 15}, {kernel: 15}", "input: {resolution: 2048}"),
            "toy: the widest arch takes 6.3e+16 MACs; at most 1e+15");
}

// Strides go on where a map has one pixel left.
TEST(Limits, NoPictureIsTooSmall) {
  for (const char* block : {"bottleneck", "mbconv", "conv"})
    for (const char* shortcut : {"projected", "identity", "none"}) {
      const Space space = space_from(fmt::format(
          "input: {{resolution: [8, 2048]}}\nstem: [{{channels: 8}}, max_pool]\nstages:\n"
          "- {{block: {0}, stride: 8, shortcut: {1}}}\n- {{block: {0}, stride: 7, shortcut: {1}}}\n"
          "head: [pool, linear]",
          block, shortcut));
      EXPECT_EQ(lower(space, min_arch(space)).blocks.size(), 5);
    }
}

// The largest spaces that are let in: whoever walks through them is done soon.
class Largest : public testing::TestWithParam<const char*> {
 protected:
  static std::string yaml() {
    const std::string stem = "stem: {channels: 16}\n", head = "head: [pool, linear]\n",
                      name = GetParam();
    const auto stages = [](const std::string& list) { return "stages: [" + list + "]\n"; };
    const std::string hundred = "[" + numbers(64, 100, 8) + "]";
    if (name == "blocks")
      return stem + head + stages(repeated("{depth: 64, kernel: [3, 5]}", 7)) +
             "input: {resolution: [" + numbers(64, 100, 1) + "]}\n";
    if (name == "variants")
      return stem + head +
             stages(repeated(
                 "{block: mbconv, channels: " + hundred + ", kernel: [3, 5], expand: [1, 3]}", 4));
    if (name == "scales")
      return stem + head +
             stages("{channels: [16, 24], depth: [" + numbers(1, 30, 1) + "], kernel: [3, 5]}") +
             "compound: [" + compounds() + "]\n";
    return stem + head + stages(repeated("{channels: 16, depth: [" + numbers(1, 64, 1) + "]}", 7)) +
           "per_net: [depth]\n";
  }

  static std::string compounds() {
    std::string all;
    for (int i = 0; i < 100; ++i)
      all += fmt::format("{}{{width: {}, depth: {}, resolution: {}}}", i ? ", " : "", 1 + i * 0.07,
                         1 + i * 0.07, 64 + i);
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(, Largest, testing::Values("blocks", "variants", "scales", "depths"));

TEST_P(Largest, IsWalkedThroughSoon) {
  const double start = cpu_seconds();
  const Space space = space_from(yaml());
  EXPECT_GT(num_archs(space).to_real(), 1);
  EXPECT_FALSE(lower_supernet(space).parameters.empty());
  CostTable costs(space);
  for (uint64_t seed = 0; seed < 10; ++seed) costs(random_arch(space, seed));
  EXPECT_LT(cpu_seconds() - start, kIsSlow ? 40 : 10);
}

// Values that say nothing of their own.
TEST(Distinct, RefusesEqualScales) {
  EXPECT_EQ(error("{channels: 24}", "width: [0.5, 0.51]"),
            "toy: width 0.5 and width 0.51 are the same networks; delete one");
  EXPECT_EQ(error("{channels: 24}", "compound: [b0, {phi: 0}]"),
            "toy: compound b0 and compound phi0 are the same networks; delete one");
  EXPECT_EQ(
      error("{channels: 24}",
            "compound: [{width: 1, depth: 1, resolution: 64}, "
            "{width: 2, depth: 1, resolution: 64}]\nwidth: [1, 2]"),
      "toy: compound w1d1r64 with width 2 and compound w2d1r64 with width 1 are the same networks; "
      "delete one");
}

TEST(Distinct, RefusesEqualDepths) {
  EXPECT_EQ(error("{depth: [1, 2]}", "compound: [b0, {width: 1, depth: 0.5, resolution: 64}]"),
            "toy: stages.0: depth 1 and 2 are both 1 blocks at compound w1d0.5r64; leave one out");
}

TEST(Distinct, RefusesWiderThatIsNarrower) {
  EXPECT_EQ(error("{channels: 20}, {block: mbconv, expand: [0.9, 1]}"),
            "toy: stages.1: of 20 channels expand 0.9 makes 24, but 1 makes 20; leave one out");
  EXPECT_EQ(error("{channels: 12}", "width: [0.95, 1]"),
            "toy: stages.0: width 0.95 makes 16 channels, but width 1 makes 12; leave one out");
}

std::vector<std::string> notes(const std::string& stage, const std::string& rest = "") {
  return space_from("stem: {channels: [16, 40]}\nstages: [" + stage + "]\nhead: [pool, linear]\n" +
                    rest)
      .notes;
}

// What counting cannot see is said.
TEST(Distinct, NotesEqualNetworks) {
  using Notes = std::vector<std::string>;
  const std::string end = "; these equal networks are counted as two";
  EXPECT_EQ(notes("{block: mbconv, channels: 24, expand: [2, 4]}"), Notes{});
  EXPECT_EQ(notes("{block: mbconv, channels: 24, expand: [3, 3.2]}"),
            Notes{"stages.0: expand 3 and 3.2 are the same 48 channels for some widths" + end});
  EXPECT_EQ(notes("{block: mbconv, channels: [16, 64], depth: [1, 2], expand: [2, 2.2]}"),
            Notes{"stages.0: expand 2 and 2.2 are the same 32 channels for some widths" + end});
  EXPECT_EQ(notes("{channels: [8, 16]}, {channels: 64}", "width: [0.25, 1]"),
            Notes{"stages.0: channels 8 and 16 are both 8 at width 0.25" + end});
  EXPECT_EQ(notes("{}", "width: [0.4, 1]"),
            Notes{"width 0.4 and width 1 hold networks with the same channels" + end});
}

// Of a whole stage's expand the first block alone may be equal, but not the network.
TEST(Distinct, NotesAStagesExpandOnlyWhereAllItsBlocksAreEqual) {
  const auto toy = [](const char* depth) {
    return notes(fmt::format("{{block: mbconv, channels: 64, depth: {}, expand: [3, 3.2]}}", depth),
                 "per_stage: [expand]");
  };
  EXPECT_EQ(toy("[1, 2]").size(), 1);
  EXPECT_EQ(toy("[2, 3]").size(), 0);
}

TEST(Distinct, ShippedSpacesNeedNoNotes) {
  for (const std::string& name : space_names()) EXPECT_TRUE(load_space(name).notes.empty()) << name;
}

}  // namespace
}  // namespace ofa
