#pragma once

#include "graph/graph.h"

namespace ofa {

// The value an operation gives for its inputs and parameters. An Error, naming the operation, where
// they do not fit together.
Value infer_output(const Graph& graph, const Op& op);

}  // namespace ofa
