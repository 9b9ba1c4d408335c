#pragma once

#include <optional>
#include <string>
#include <vector>

#include "export/network.h"

namespace ofa {

// Adds a parameter and its numbers to a network.
ParamId add_parameter(Network& network, std::string name, Role role, std::vector<Axis> axes,
                      std::vector<float> values);

// A dim of this size that no choice changes.
DimId fixed_dim(Graph& graph, int64_t size);

// How many operations read a value; the graph's output counts as one more.
std::vector<int> count_readers(const Graph& graph);

// The operations of a network after a rewriting, block by block, in order.
using BlockOps = std::vector<std::vector<Op>>;
BlockOps ops_by_block(const Graph& graph);

// The same network made of these operations: values and parameters that none of them uses are gone,
// and so are blocks without operations.
Network assemble(const Network& network, const BlockOps& ops);

}  // namespace ofa
