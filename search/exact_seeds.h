#pragma once

#include "search/archive.h"
#include "search/evaluator.h"
#include "search/reach.h"

namespace ofa {

struct ExactSeedsOptions {
  double steps = 5000;  // that the reach or limit of a cost is divided into
  size_t points = 200;  // of each front
  uint64_t seed = 0;
};

// Archs to begin a search with, all of them scored into the archive: the exact front of the first
// objective against each metric that adds up and is wanted or limited. Where the objective does not
// add up itself, of a linear stand-in, re-ranked by the objective; then anew, with what was learnt
// from that front. Does nothing where no metric adds up.
void add_exact_seeds(const Space& space, const Evaluator& evaluator,
                     const std::vector<Reach>& reach, const ExactSeedsOptions& options,
                     Archive& archive);

}  // namespace ofa
