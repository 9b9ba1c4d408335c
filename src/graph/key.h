#pragma once

#include <string>

#include "graph/graph.h"

namespace ofa {

// What a block computes, in words that name every operation, size and connection and nothing else:
//   "24x112x112 conv1-144 bn relu dw5s2 bn relu conv1-32 bn"
// Two blocks have equal keys exactly where a runtime would do the same work.
std::string block_key(const Graph& graph, const Block& block);

// One operation as keys and drawings call it: "conv3s2-16", "dw5", "relu".
std::string op_text(const Graph& graph, const Op& op);

}  // namespace ofa
