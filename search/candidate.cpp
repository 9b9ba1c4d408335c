#include "search/candidate.h"

namespace ofa {

bool dominates(const Candidate& a, const Candidate& b) {
  if (a.violation != b.violation) return a.violation < b.violation;
  if (a.violation > 0) return false;
  bool better = false;
  for (size_t i = 0; i < a.goals.size(); ++i) {
    if (a.goals[i] > b.goals[i]) return false;
    better |= a.goals[i] < b.goals[i];
  }
  return better;
}

}  // namespace ofa
