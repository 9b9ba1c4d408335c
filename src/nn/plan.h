#pragma once

#include <vector>

#include "nn/weights.h"
#include "space/arch.h"

namespace ofa {

// An arch made ready to run on shared weights: its graph, and what it reads of each parameter.
struct Plan {
  Arch arch;
  Graph graph;
  std::vector<Slice> slices;  // by the graph's parameters
  std::vector<int> norms;     // by operation: which norm of the network it is, or -1
  int num_norms = 0;

  // The value that a block gives: "stages.1.blocks.0".
  ValueId output_of(const std::string& block) const;
};

Plan make_plan(const Space& space, const Arch& arch, const Weights& weights);
Plan make_plan(const Graph& graph, const Arch& arch, const Weights& weights);

}  // namespace ofa
