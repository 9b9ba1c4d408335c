#pragma once

#include "graph/graph.h"

namespace ofa {

// The same network by itself: every dim as wide as it is active, kernels as small as they are. What
// a subnet is cut to; it runs as the arch does within the supernet.
Graph freeze(const Graph& graph);

}  // namespace ofa
