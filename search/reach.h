#pragma once

#include "search/evaluator.h"

namespace ofa {

// What archs of a space reach in one metric: exactly where it follows from blocks, else as far as
// a short search came. What is measured, one arch after the other, is a share: 0 to 1, by no arch
// that is known.
struct Reach {
  Extreme least, most;
  bool is_known = true, exact = false;
  std::vector<Extreme> least_by_resolution, most_by_resolution;  // where it is exact
};

// One a metric of the problem, in their order.
std::vector<Reach> find_reach(const Space& space, const Problem& problem, uint64_t seed);

// An Error with Exit::kNo where no arch keeps one of the limits, or two contradict each other; it
// tells what is nearest.
void check_limits(const Space& space, const Problem& problem, const std::vector<Reach>& reach);

std::string to_text(const Problem& problem, const Limit& limit);  // "latency_ms <= 25"

}  // namespace ofa
