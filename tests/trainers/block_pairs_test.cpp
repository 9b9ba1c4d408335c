#include "trainers/block_pairs.h"

#include <gtest/gtest.h>

#include "space/arch_text.h"
#include "space/lower.h"
#include "space/sample.h"

namespace ofa {
namespace {

std::string block_of(const Graph& graph, ValueId value) {
  for (const Block& block : graph.blocks)
    if (graph.block_output(block) == value) return block.name;
  return "none";
}

std::vector<std::string> text_of(const std::vector<BlockPair>& pairs, const Graph& student,
                                 const Graph& teacher) {
  std::vector<std::string> text;
  for (const BlockPair& pair : pairs)
    text.push_back(block_of(student, pair.student) + " < " + block_of(teacher, pair.teacher));
  return text;
}

class Pairs : public testing::Test {
 protected:
  const Space space_ = load_space("fashion");
  const Graph shallow_ =
      lower(space_, parse_arch(space_, "28/24:k3e2/32:k3e2,k3e2/64:k3e2,k3e2,k3e2"));
  const Graph deepest_ = lower(space_, max_arch(space_));  // 2, 3 and 3 blocks
};

using Names = std::vector<std::string>;

TEST_F(Pairs, AShallowStageLearnsFromTheLastBlocks) {
  EXPECT_EQ(
      text_of(pairs_within_space(shallow_, deepest_, BlockMap::kLast), shallow_, deepest_),
      (Names{"stages.0.blocks.0 < stages.0.blocks.1", "stages.1.blocks.0 < stages.1.blocks.1",
             "stages.1.blocks.1 < stages.1.blocks.2", "stages.2.blocks.0 < stages.2.blocks.0",
             "stages.2.blocks.1 < stages.2.blocks.1", "stages.2.blocks.2 < stages.2.blocks.2"}));
}

TEST_F(Pairs, OrFromBlocksThatAreSpreadEvenly) {
  const auto pairs = pairs_within_space(shallow_, deepest_, BlockMap::kSkip);
  EXPECT_EQ(text_of(pairs, shallow_, deepest_)[1], "stages.1.blocks.0 < stages.1.blocks.1");
  EXPECT_EQ(text_of(pairs, shallow_, deepest_)[2], "stages.1.blocks.1 < stages.1.blocks.2");
  const Space large = load_space("attentive_nas");  // up to 8 blocks a stage
  Arch shallow = min_arch(large);
  const Graph student = lower(large, shallow), teacher = lower(large, max_arch(large));
  Names fifth;
  for (const std::string& pair :
       text_of(pairs_within_space(student, teacher, BlockMap::kSkip), student, teacher))
    if (pair.starts_with("stages.4.")) fifth.push_back(pair);
  EXPECT_EQ(fifth,
            (Names{"stages.4.blocks.0 < stages.4.blocks.2", "stages.4.blocks.1 < stages.4.blocks.4",
                   "stages.4.blocks.2 < stages.4.blocks.7"}));
}

TEST_F(Pairs, AShallowTeacherTeachesTheLastBlocks) {
  EXPECT_EQ(text_of(pairs_within_space(deepest_, shallow_, BlockMap::kLast), deepest_, shallow_)[0],
            "stages.0.blocks.1 < stages.0.blocks.0");
}

// The property behind features in one space: what is compared has as many pixels, and the last
// blocks of stages go together.
TEST_F(Pairs, AreOfEqualSizeInEverySpace) {
  for (const char* name : {"fashion", "mobilenet_v3", "proxyless", "resnet50", "attentive_nas"}) {
    const Space space = load_space(name);
    for (uint64_t i = 0; i < 5; ++i) {
      Arch student = random_arch(space, 1, i), teacher = max_arch(space);
      teacher.resolution = student.resolution;
      const Graph a = lower(space, student), b = lower(space, teacher);
      for (const BlockMap map : {BlockMap::kLast, BlockMap::kSkip}) {
        const auto pairs = pairs_within_space(a, b, map);
        EXPECT_EQ(pairs.back().student, block_values(a).back());
        EXPECT_EQ(pairs.back().teacher, block_values(b).back());
        for (const BlockPair& pair : pairs)
          EXPECT_EQ(a.values[pair.student].height, b.values[pair.teacher].height) << name;
      }
    }
  }
}

TEST_F(Pairs, AcrossSpacesAreTheLastStagesOfEachSize) {
  const Space other = load_space("mobilenet_v3"), space = load_space("proxyless");
  Arch arch = max_arch(space), teacher_arch = max_arch(other);
  arch.resolution = teacher_arch.resolution = 224;
  const Graph student = lower(space, arch), teacher = lower(other, teacher_arch);
  std::vector<int> heights;
  for (const BlockPair& pair : pairs_across_spaces(student, teacher)) {
    EXPECT_EQ(student.values[pair.student].height, teacher.values[pair.teacher].height);
    heights.push_back(student.values[pair.student].height);
  }
  EXPECT_EQ(heights, (std::vector<int>{7, 14, 28, 56}));
}

}  // namespace
}  // namespace ofa
