#pragma once

#include <vector>

#include "graph/graph.h"

namespace ofa {

// Operations that are computed at once: a convolution by itself; a norm with the residual that is
// added to it, the activation and the squeeze-excite that follow; any other operation.
struct FusedOps {
  int op = -1;  // the first, which says what they are
  int add = -1;
  int activation = -1;
  std::vector<int> gate;  // pool, reduce, act, expand, act, scale; or empty
  ValueId residual = -1;  // what the addition's first input, the norm, is added to

  int last() const;
  std::vector<ValueId> inputs(const Graph& graph) const;  // the residual last
  ValueId output(const Graph& graph) const;
};

// All of a graph, in an order in which they can run. Values in `keep`, and the graph's output,
// come about by themselves.
std::vector<FusedOps> fuse(const Graph& graph, const std::vector<ValueId>& keep);

// Each by itself.
std::vector<FusedOps> one_by_one(const Graph& graph);

}  // namespace ofa
