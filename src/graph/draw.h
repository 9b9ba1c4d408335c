#pragma once

#include <string>

#include "graph/graph.h"

namespace ofa {

// A line a block: "stages.0.blocks.0  16 x 28 x 28 -> 24 x 14 x 14  conv1-48 bn relu ...".
std::string to_text(const Graph& graph);

// For Graphviz: a box a block, a node an operation.
std::string to_dot(const Graph& graph, const std::string& title);

}  // namespace ofa
