#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "trainers/distill_terms.h"

namespace ofa {

// A student's block and the teacher's that it learns from.
struct BlockPair {
  std::string stage;  // the teacher's: "stages.2"
  ValueId student = -1, teacher = -1;

  bool operator==(const BlockPair&) const = default;
};

// Of two archs of one space: stage by stage, as the map says where one of them is shallower.
std::vector<BlockPair> pairs_within_space(const Graph& student, const Graph& teacher, BlockMap map);

// Of networks of different spaces: at each size of map that both have, what the last stage of that
// size gives.
std::vector<BlockPair> pairs_across_spaces(const Graph& student, const Graph& teacher);

// Of the student's stages that end in maps as high as these, as a projection must take them.
int64_t most_channels(const Graph& graph, int height);

// What the stages' blocks give.
std::vector<ValueId> block_values(const Graph& graph);

}  // namespace ofa
