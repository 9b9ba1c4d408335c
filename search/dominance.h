#pragma once

#include <span>
#include <vector>

#include "search/candidate.h"

namespace ofa {

// Numbers of candidates, front by front: the first holds what no other dominates, each next one
// what only those of fronts before it dominate. Ascending in each.
std::vector<std::vector<int>> sort_fronts(std::span<const Candidate> candidates);

// How far apart the neighbours of each member of a front are, summed over goals as parts of the
// front's extent (Deb et al., 2002); infinite at the ends. Of equals the first stands for all:
// the others' distance is 0.
std::vector<double> crowding_distances(std::span<const Candidate> candidates,
                                       std::span<const int> front);

}  // namespace ofa
