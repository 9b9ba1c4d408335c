#pragma once

#include <string>

#include "graph/graph.h"

namespace ofa {

// The value an operation gives for its inputs and parameters. An Error, naming the operation, where
// they do not fit together.
Value infer_output(const Graph& graph, const Op& op);

// "24 x 14 x 14", or "160" for a matrix.
std::string shape_text(const Graph& graph, ValueId value);

}  // namespace ofa
