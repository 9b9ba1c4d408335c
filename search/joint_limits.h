#pragma once

#include "search/reach.h"

namespace ofa {

// Errors with Exit::kNo, where limits that can be kept each cannot be kept together.

// Of the same metric: at most less than at least.
void check_contradictions(const Problem& problem);
// Of two metrics that add up, one of them limited from above: exactly, but for rounding. Tells how
// far the second comes within the first.
void check_pairs(const Space& space, const Problem& problem, const std::vector<Reach>& reach);

}  // namespace ofa
