#pragma once

#include "search/candidate.h"

namespace ofa {

// Scores batches of archs in all metrics of a problem, on as many threads as there are.
class Evaluator {
 public:
  Evaluator(const Space& space, Problem problem) : space_(space), problem_(std::move(problem)) {}

  const Problem& problem() const { return problem_; }

  // In their order; what an arch scores does not depend on the others. An Error where a score is no
  // number.
  std::vector<Candidate> operator()(std::span<const Arch> archs) const;

 private:
  const Space& space_;
  Problem problem_;
};

}  // namespace ofa
