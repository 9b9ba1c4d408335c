#include "trainers/block_pairs.h"

#include <algorithm>
#include <map>

namespace ofa {
namespace {

struct Stage {
  std::string name;
  std::vector<ValueId> outputs;  // by block
};

// Blocks are called stages.1.blocks.0; stem and head are no stages.
std::vector<Stage> stages_of(const Graph& graph) {
  std::vector<Stage> stages;
  for (const Block& block : graph.blocks) {
    const size_t end = block.name.find(".blocks.");
    if (end == std::string::npos) continue;
    const std::string stage = block.name.substr(0, end);
    if (stages.empty() || stages.back().name != stage) stages.push_back({stage, {}});
    stages.back().outputs.push_back(graph.block_output(block));
  }
  return stages;
}

// Which of `many` blocks goes with the i-th of `few`.
size_t partner(size_t i, size_t few, size_t many, BlockMap map) {
  if (map == BlockMap::kLast) return i + many - few;
  return ((i + 1) * many + few / 2) / few - 1;
}

std::map<int, Stage> last_by_height(const Graph& graph) {
  std::map<int, Stage> last;
  for (const Stage& stage : stages_of(graph))
    last[graph.values[stage.outputs.back()].height] = stage;
  return last;
}

}  // namespace

std::vector<BlockPair> pairs_within_space(const Graph& student, const Graph& teacher,
                                          BlockMap map) {
  const std::vector<Stage> masters = stages_of(teacher);
  std::vector<BlockPair> pairs;
  for (const Stage& pupil : stages_of(student)) {
    const auto master = std::ranges::find(masters, pupil.name, &Stage::name);
    if (master == masters.end()) continue;  // a stage that may be left out
    const auto& mine = pupil.outputs;
    const auto& theirs = master->outputs;
    const size_t few = std::min(mine.size(), theirs.size());
    for (size_t i = 0; i < few; ++i)
      pairs.push_back({master->name, mine[partner(i, few, mine.size(), map)],
                       theirs[partner(i, few, theirs.size(), map)]});
  }
  return pairs;
}

std::vector<BlockPair> pairs_across_spaces(const Graph& student, const Graph& teacher) {
  const std::map<int, Stage> masters = last_by_height(teacher);
  std::vector<BlockPair> pairs;
  for (const auto& [height, pupil] : last_by_height(student)) {
    const auto found = masters.find(height);
    if (found == masters.end()) continue;
    pairs.push_back({found->second.name, pupil.outputs.back(), found->second.outputs.back()});
  }
  return pairs;
}

int64_t most_channels(const Graph& graph, int height) {
  int64_t most = 0;
  for (const Stage& stage : stages_of(graph))
    if (graph.values[stage.outputs.back()].height == height)
      most = std::max(most, graph.channels(stage.outputs.back()));
  return most;
}

std::vector<ValueId> block_values(const Graph& graph) {
  std::vector<ValueId> values;
  for (const Stage& stage : stages_of(graph))
    values.insert(values.end(), stage.outputs.begin(), stage.outputs.end());
  return values;
}

}  // namespace ofa
