#pragma once

#include <cstdint>

#include "graph/graph.h"

namespace ofa {

// The most values (of activations, for one image) that are needed at once while a block runs, in
// the order of its operations that needs the least. Norms, activations, add and mul work in place
// where nobody reads their input later, as every runtime does.
int64_t peak_activation_values(const Graph& graph, const Block& block);

}  // namespace ofa
