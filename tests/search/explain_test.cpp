#include "search/explain.h"

#include <gmock/gmock.h>

#include "search/metrics.h"
#include "space/costs.h"
#include "space/sample.h"
#include "space/vary.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

class Explanations : public EverySpace {
 protected:
  const Problem problem_{
      cost_metrics(space_, std::make_shared<const Variants>(space_)), {{0, false}}, {}};
};

TEST_P(Explanations, NameThePickThatWasChanged) {
  const Arch arch = random_arch(space_, 5);
  const Explanation explanation = explain(space_, Evaluator(space_, problem_), arch);
  EXPECT_EQ(explanation.self.arch, arch);
  EXPECT_EQ(explanation.neighbours.size(), neighbours(space_, arch).size());
  CostTable costs(space_);
  for (const Neighbour& neighbour : explanation.neighbours) {
    const Arch& other = neighbour.candidate.arch;
    EXPECT_EQ(neighbour.candidate.metrics[0], static_cast<double>(costs(other).macs));
    if (neighbour.choice < 0) {
      EXPECT_NE(other.resolution, arch.resolution);
      continue;
    }
    // The pick alone, and what follows from it, makes the one the other.
    Arch changed{other.resolution, arch.picks};
    changed.picks[neighbour.choice] = other.picks[neighbour.choice];
    make_canonical(space_, changed);
    EXPECT_EQ(changed, other);
    EXPECT_NE(pick_text(space_, neighbour.choice, arch),
              pick_text(space_, neighbour.choice, other));
  }
}

TEST_P(Explanations, TellCandidatesThatNoMemberTakes) {
  std::vector<Candidate> front;
  EXPECT_GE(unused_candidates(space_, front).size(), space_.choices.size());
  for (uint64_t i = 0; i < 3; ++i) front.push_back({.arch = random_arch(space_, 7, i)});
  std::set<std::pair<int, int>> unused;
  for (const Unused& candidate : unused_candidates(space_, front))
    unused.insert({candidate.choice, candidate.candidate});
  for (size_t id = 0; id < space_.choices.size(); ++id)
    for (const int8_t candidate : space_.choices[id].open) {
      const bool is_taken = std::ranges::any_of(
          front, [&](const Candidate& member) { return member.arch.picks[id] == candidate; });
      EXPECT_NE(is_taken, unused.contains({static_cast<int>(id), candidate}));
    }
}
OFA_OVER_EVERY_SPACE(Explanations);

}  // namespace
}  // namespace ofa
