#pragma once

#include "measure/block_runtime.h"
#include "search/front.h"

namespace ofa {

// Measures members of a front, in place: their accuracy on validation and test images, where there
// is a supernet; and their latency for every table that is of this machine. What cannot be measured
// here stays out.
void check_members(const SearchSetUp& set_up, const std::vector<size_t>& members,
                   const std::vector<BlockRuntime>& runtimes, TrainedSupernet* supernet,
                   Front& front);

// Where a limit on latency is missed by what was measured of the best, a member that should keep it
// takes its place: the best of those, measured, too. Gives up after a few; the members that were
// measured, of these and of `members`, ascending.
std::vector<size_t> settle_best(const SearchSetUp& set_up, std::vector<size_t> members,
                                const std::vector<BlockRuntime>& runtimes,
                                TrainedSupernet* supernet, Front& front);

}  // namespace ofa
