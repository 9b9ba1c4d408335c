#pragma once

#include "space/natural.h"
#include "space/space.h"

namespace ofa {

// How many networks a space holds, resolutions included.
Natural num_archs(const Space& space);

// How many ways its lists give to say them: more, where two listed values are one (24 and 24).
Natural num_settings(const Space& space);

// The decisions that others hang on: how many blocks there are. Everything else, given these,
// multiplies.
struct DepthPlan {
  int compound = -1;  // candidates of the net's own choices, or -1
  int net_depth = -1;
};
std::vector<DepthPlan> depth_plans(const Space& space);

// The choice of a depth for the whole net, or -1.
int net_depth_choice(const Space& space);

// The number of combinations of a part's per-block choices when `num_blocks` blocks are active.
Natural num_block_combinations(const Space& space, const Part& part, int num_blocks,
                               bool settings = false);

// Number of blocks of a part for a depth candidate under a plan.
int planned_depth(const Space& space, const Part& part, const DepthPlan& plan, int depth_candidate);

}  // namespace ofa
