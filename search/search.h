#pragma once

#include <functional>

#include "search/archive.h"
#include "search/reach.h"
#include "search/search_config.h"

namespace ofa {

// How far a search was after a generation.
struct Generation {
  int number = 0;  // 0: what it began with
  int64_t evaluations = 0;
  std::optional<double> best;  // in the first objective, of those that keep the limits
  double hypervolume = 0;      // of the front, as a part of what lies within reach
  double seconds = 0;          // since the beginning
};

// Of all algorithms that take part; nsga2 is followed by evolution.
int most_generations(const AlgorithmConfig& algorithm);

struct SearchResult {
  Archive archive;
  std::vector<Generation> generations;
};

// Runs an algorithm on a space until its generations are over, it proposes nothing more, or
// `go_on`, asked after each generation, says no. Two calls with equal arguments find equal archs,
// on however many threads.
SearchResult search(const Space& space, const Evaluator& evaluator, const std::vector<Reach>& reach,
                    const AlgorithmConfig& algorithm, uint64_t seed,
                    const std::function<bool(const Generation&)>& go_on);

}  // namespace ofa
