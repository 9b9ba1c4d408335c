#include <gtest/gtest.h>

#include <algorithm>

#include "algorithm_testing.h"
#include "search/hypervolume.h"
#include "space/count.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

std::vector<std::vector<double>> points_of(const std::vector<Candidate>& front) {
  std::vector<std::vector<double>> points;
  for (const Candidate& candidate : front) points.push_back(candidate.goals);
  return points;
}

// The part of the exact front's hypervolume that a search comes to, between the worst and
// the best of each goal.
class Nsga2 : public testing::TestWithParam<int> {
 protected:
  double part_of_exact(const Space& space, const Score& score, uint64_t seed, size_t budget) const {
    Archive all;
    std::vector<Candidate> everything;
    for (const Arch& arch : enumerate(space)) everything.push_back(score(arch));
    all.add(everything);
    std::vector<double> worst = all.front().front().goals;
    for (const Candidate& candidate : all.front())
      for (size_t goal = 0; goal < worst.size(); ++goal)
        worst[goal] = std::max(worst[goal], candidate.goals[goal]);
    const auto algorithm = nsga2(space, {.population = 100, .seed = seed, .seeds = {}});
    const Archive found = run(*algorithm, score, budget);
    return hypervolume(points_of(found.front()), worst) /
           hypervolume(points_of(all.front()), worst);
  }

  // Restrictions of every space that hold ten to a hundred thousand archs.
  std::vector<Space> large_restrictions() const {
    std::vector<Space> spaces;
    for (const std::string& name : space_names())
      for (uint64_t seed = 0; seed < 20; ++seed) {
        const Space space = small_restriction(load_space(name), seed, 100'000);
        if (num_archs(space).to_real() < 1e4) continue;
        spaces.push_back(space);
        break;
      }
    return spaces;
  }
};
INSTANTIATE_TEST_SUITE_P(Goals, Nsga2, testing::Values(2, 3));

TEST_P(Nsga2, ReachesTheExactFront) {
  const std::vector<Space> spaces = large_restrictions();
  EXPECT_GT(spaces.size(), 5);
  for (const Space& space : spaces) {
    AdditiveGoals goals(space, GetParam(), 4);
    EXPECT_GT(part_of_exact(space, std::ref(goals), 1, 5'000), 0.99) << space.name;
  }
}

TEST_P(Nsga2, ReachesTheExactFrontUnderALimit) {
  for (const Space& space : large_restrictions()) {
    AdditiveGoals goals(space, GetParam(), 4);
    const double least = goals(min_arch(space)).goals[1], most = goals(max_arch(space)).goals[1];
    const Score score = [&, limit = least + 0.2 * (most - least)](const Arch& arch) {
      Candidate candidate = goals(arch);
      candidate.violation = std::max(0.0, candidate.goals[1] / limit - 1);
      return candidate;
    };
    EXPECT_GT(part_of_exact(space, score, 2, 5'000), 0.99) << space.name;
  }
}

}  // namespace
}  // namespace ofa
