#pragma once

#include "measure/block_runtime.h"
#include "search/front.h"

namespace ofa {

// Measures members of a front, in place: their accuracy on validation and test images, where there
// is a supernet; and their latency for every table that is of this machine, after its correction
// was fitted anew. What cannot be measured here stays out.
void check_members(const SearchSetUp& set_up, const std::vector<size_t>& members,
                   const std::vector<BlockRuntime>& runtimes, TrainedSupernet* supernet,
                   Front& front);

}  // namespace ofa
