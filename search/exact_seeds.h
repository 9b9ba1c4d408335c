#pragma once

#include "search/archive.h"
#include "search/evaluator.h"
#include "search/reach.h"

namespace ofa {

// Archs to begin a search with, all of them scored into the archive: the exact front of a linear
// stand-in for the first objective against each metric that adds up and is wanted or limited,
// re-ranked by the objective itself; then anew, with what was learnt from that front. Does nothing
// where no metric adds up.
void add_exact_seeds(const Space& space, const Evaluator& evaluator,
                     const std::vector<Reach>& reach, uint64_t seed, Archive& archive);

}  // namespace ofa
