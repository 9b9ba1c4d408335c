#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace ofa {

// Every invariant of a graph that this one breaks, in words that name the dim, parameter, operation
// or block. Every reader of graphs relies on there being none.
std::vector<std::string> problems(const Graph& graph);

// An Error with the first of them.
void check(const Graph& graph);

}  // namespace ofa
