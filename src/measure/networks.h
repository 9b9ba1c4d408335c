#pragma once

#include <vector>

#include "latency/times.h"
#include "space/arch.h"

namespace ofa {

struct PlannedNetwork {
  Arch arch;
  NetworkRole role = NetworkRole::kFit;
};

// How many of each role; fewer where the space has no more.
struct NetworkCounts {
  int fit = 24, random = 40, structured = 40;
};

// Whole networks of what the space has open, all of them different. Structured ones take the same
// level of every kernel, every expand ratio and so on; up to a quarter of them are the smallest and
// the largest network at a resolution, the lowest and the highest resolution first. Random ones are
// drawn, every network as likely as every other; and those that a correction is fitted on are
// spread over the space's MACs. Where the space has fewer networks, all of them, by MACs: each
// second one to fit on, the others structured and random in turn.
std::vector<PlannedNetwork> plan_networks(const Space& space, const NetworkCounts& counts,
                                          uint64_t seed);

}  // namespace ofa
