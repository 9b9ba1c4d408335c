#pragma once

#include <vector>

#include "graph/graph.h"
#include "measure/estimate.h"
#include "measure/networks.h"
#include "space/space.h"

namespace ofa {

// Calls that are timed at a visit.
inline constexpr int kCallsOfBlocks = 7, kCallsOfNetworks = 3;

struct PlannedSubject {
  SubjectName name;
  Graph graph;
  int calls() const { return name.role ? kCallsOfNetworks : kCallsOfBlocks; }
};
std::vector<PlannedSubject> network_subjects(const Space& space,
                                             const std::vector<PlannedNetwork>& networks);
std::vector<SubjectName> names_of(const std::vector<PlannedSubject>& subjects);

// All that is measured for a table: each distinct block of a space at some resolutions, and whole
// networks.
struct MeasurePlan {
  Space space;  // with these resolutions open
  std::vector<Graph> blocks;
  std::vector<PlannedNetwork> networks;

  std::vector<PlannedSubject> subjects() const;  // the empty model, blocks, networks
  const std::string& key(size_t block) const { return blocks[block].blocks.front().key; }
};

// An Error with Exit::kUsage where a resolution is none of the space's; none given: all of them.
Space at_resolutions(Space space, const std::vector<int>& resolutions);
std::vector<Graph> distinct_blocks(const Space& space);
// An Error where the space has too few networks to fit a correction on.
MeasurePlan make_plan(const Space& space, const NetworkCounts& counts, uint64_t seed);

}  // namespace ofa
