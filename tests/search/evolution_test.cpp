#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "algorithm_testing.h"
#include "rugged.h"
#include "space/sample.h"
#include "space/vary.h"

namespace ofa {
namespace {

class Evolution : public testing::Test {
 protected:
  // Whether it finds the best arch within so many evaluations.
  bool finds(const Arch& target, const Score& score, uint64_t seed, size_t budget) const {
    const auto algorithm = evolution(space_, {.population = 100, .seed = seed, .seeds = {}});
    const Archive archive = run(*algorithm, score, budget);
    return archive.best() && archive.best()->arch == target;
  }

  Arch least_of(CostTable& costs, uint64_t seed, uint64_t count) const {
    Arch least = random_arch(space_, seed, 0);
    for (uint64_t i = 1; i < count; ++i) {
      const Arch arch = random_arch(space_, seed, i);
      if (costs(arch).macs < costs(least).macs) least = arch;
    }
    return least;
  }

  const Space space_ = load_space("fashion");
  const int num_problems_ = std::getenv("OFA_SLOW") ? 100 : 20;
};

Candidate with_goal(const Arch& arch, double goal, double violation = 0) {
  return {.arch = arch, .metrics = {goal}, .goals = {goal}, .violation = violation};
}

TEST_F(Evolution, FindsTheBestOfARuggedObjective) {
  int found = 0;
  for (int problem = 0; problem < num_problems_; ++problem) {
    const Arch target = random_arch(space_, problem);
    const Rugged rugged(space_, target, problem);
    ASSERT_NEAR(rugged(target), 0, 1e-12);
    found += finds(
        target, [&](const Arch& arch) { return with_goal(arch, rugged(arch)); }, problem, 20'000);
  }
  EXPECT_GE(found, 0.95 * num_problems_);
}

// The limit is what the best arch has itself: three archs in ten thousand keep it.
TEST_F(Evolution, FindsTheBestUnderATightLimit) {
  CostTable costs(space_);
  int found = 0;
  for (int problem = 0; problem < num_problems_; ++problem) {
    const Arch target = least_of(costs, problem, 3000);
    const Rugged rugged(space_, target, problem);
    const double most = static_cast<double>(costs(target).macs);
    const Score score = [&](const Arch& arch) {
      const double macs = static_cast<double>(costs(arch).macs);
      return with_goal(arch, rugged(arch), std::max(0.0, macs / most - 1));
    };
    found += finds(target, score, problem, 20'000);
  }
  EXPECT_GE(found, 0.95 * num_problems_);
}

Arch climbed(const Space& space, const Rugged& rugged, Arch arch) {
  for (;;) {
    const std::vector<Arch> near = neighbours(space, arch);
    const Arch& best = *std::ranges::min_element(near, {}, rugged);
    if (rugged(best) >= rugged(arch)) return arch;
    arch = best;
  }
}

// What the tests above stand on: whoever takes the best neighbour again and again gets stuck.
TEST_F(Evolution, ObjectiveIsRugged) {
  int found = 0;
  for (int problem = 0; problem < 10; ++problem) {
    const Arch target = random_arch(space_, problem);
    const Rugged rugged(space_, target, problem);
    for (uint64_t start = 0; start < 100; ++start)
      found += climbed(space_, rugged, random_arch(space_, 1'000'000, start)) == target;
    for (uint64_t other = 0; other < 1000; ++other) {
      const Arch arch = random_arch(space_, 2'000'000, other);
      EXPECT_TRUE(arch == target || rugged(arch) > 0.04);
    }
  }
  EXPECT_LT(found, 0.06 * 1000);
}

// It is at a limit that nothing keeps, it comes as near as anything can.
TEST_F(Evolution, ComesNearestToALimitThatNothingKeeps) {
  const Arch nearest = random_arch(space_, 3);
  const Rugged rugged(space_, nearest, 3);
  const Score score = [&](const Arch& arch) { return with_goal(arch, 0, 1 + rugged(arch)); };
  const auto algorithm = evolution(space_, {.population = 100, .seed = 1, .seeds = {}});
  const Archive archive = run(*algorithm, score, 10'000);
  EXPECT_EQ(archive.best(), nullptr);
  EXPECT_TRUE(archive.contains(nearest));
}

// One pick off counts nothing, so neighbours are all as good: only what came to be known leads on.
TEST_F(Evolution, CrossesPlateaus) {
  const Arch target = random_arch(space_, 5);
  const Score score = [&](const Arch& arch) {
    int off = arch.resolution != target.resolution;
    for (size_t id = 0; id < arch.picks.size(); ++id) off += arch.picks[id] != target.picks[id];
    return with_goal(arch, (off + 1) / 2);
  };
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto algorithm = evolution(space_, {.population = 50, .seed = seed, .seeds = {}});
    EXPECT_TRUE(run(*algorithm, score, 10'000).contains(target));
  }
}

// The best of the last generation is found, too: nothing is left for a next one.
TEST_F(Evolution, LooksAtEveryNeighbourOfTheBest) {
  const Rugged rugged(space_, random_arch(space_, 8), 8);
  const auto algorithm = evolution(space_, {.population = 100, .seed = 8, .seeds = {}});
  const Archive archive = run(
      *algorithm, [&](const Arch& arch) { return with_goal(arch, rugged(arch)); }, 5'000);
  for (const Arch& near : neighbours(space_, archive.best()->arch))
    EXPECT_TRUE(archive.contains(near));
}

}  // namespace
}  // namespace ofa
