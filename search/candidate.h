#pragma once

#include <vector>

#include "search/metric.h"

namespace ofa {

// A scored arch.
struct Candidate {
  Arch arch;
  std::vector<double> metrics;
  std::vector<double> goals;  // the objectives, each the less the better
  double violation = 0;
};

// Constraint domination (Deb et al., 2002): what keeps the limits beats what does not, less of a
// violation beats more, and of two that keep them the one that is no worse in any goal and better
// in one.
bool dominates(const Candidate& a, const Candidate& b);

}  // namespace ofa
