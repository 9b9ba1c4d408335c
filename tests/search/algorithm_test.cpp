#include "search/algorithm.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "algorithm_testing.h"
#include "space/sample.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

// What holds for each algorithm, on each space: the parameter.
class EveryAlgorithm : public EverySpace {};
OFA_OVER_EVERY_SPACE(EveryAlgorithm);

// Two goals and a limit that about half of a space misses.
Score score_of(AdditiveGoals& goals, double most_macs) {
  return [&goals, most_macs](const Arch& arch) {
    Candidate candidate = goals(arch);
    candidate.violation = std::max(0.0, candidate.goals[1] / most_macs - 1);
    return candidate;
  };
}

double middling_macs(const Space& space, AdditiveGoals& goals) {
  std::vector<double> macs;
  for (uint64_t i = 0; i < 21; ++i) macs.push_back(goals(random_arch(space, 9, i)).goals[1]);
  std::ranges::nth_element(macs, macs.begin() + 10);
  return macs[10];
}

TEST_P(EveryAlgorithm, ProposesArchsOfTheSpaceNoneOfThemTwice) {
  AdditiveGoals goals(space_, 2, 1);
  const Score score = score_of(goals, middling_macs(space_, goals));
  const double num_archs = std::min(1e6, static_cast<double>(ofa::num_archs(space_).to_real()));
  for (const auto& [name, make] : every_algorithm()) {
    const auto algorithm = make(space_, {.population = 40, .seed = 3, .seeds = {}});
    Archive archive;
    ArchSet seen;
    for (int generation = 0; generation < 12; ++generation) {
      std::vector<Candidate> scored;
      for (const Arch& arch : algorithm->propose(archive)) {
        ASSERT_TRUE(contains(space_, arch)) << name;
        ASSERT_TRUE(seen.insert(arch).second) << name << ", generation " << generation;
        scored.push_back(score(arch));
      }
      const size_t left = static_cast<size_t>(num_archs) - archive.all().size();
      ASSERT_EQ(scored.size(), std::min<size_t>(left, 40)) << name;
      algorithm->learn(scored);
      archive.add(std::move(scored));
    }
  }
}

TEST_P(EveryAlgorithm, ProposesAllThereIsAndThenNothing) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    const Space small = small_restriction(space_, seed, kIsSlow ? 60 : 300);
    const std::vector<Arch> all = enumerate(small);
    AdditiveGoals goals(small, 2, 1);
    for (const auto& [name, make] : every_algorithm()) {
      const auto algorithm = make(small, {.population = 16, .seed = seed, .seeds = {}});
      const Archive archive = run(*algorithm, score_of(goals, 1e300), all.size() + 1);
      EXPECT_EQ(archive.all().size(), all.size()) << name;
      for (const Arch& arch : all) EXPECT_TRUE(archive.contains(arch)) << name;
      EXPECT_TRUE(algorithm->propose(archive).empty()) << name;
    }
  }
}

// As a search that was killed does, begun anew over the same scores.
TEST_P(EveryAlgorithm, FollowsFromItsSeedAlone) {
  AdditiveGoals goals(space_, 2, 1);
  const Score score = score_of(goals, middling_macs(space_, goals));
  for (const auto& [name, make] : every_algorithm()) {
    const auto archs = [&](uint64_t seed) {
      const auto algorithm = make(space_, {.population = 20, .seed = seed, .seeds = {}});
      std::vector<Arch> proposed;
      const Archive archive = run(*algorithm, score, 200);
      for (const Candidate& candidate : archive.all()) proposed.push_back(candidate.arch);
      return proposed;
    };
    EXPECT_EQ(archs(1), archs(1)) << name;
    if (num_archs(space_).to_real() > 1000) {
      EXPECT_NE(archs(1), archs(2)) << name;
    }
  }
}

class AnyAlgorithm : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Algorithm> make(const Space& space, std::vector<Arch> seeds = {}) const {
    return every_algorithm().at(GetParam())(space, {.population = 50, .seed = 5, .seeds = seeds});
  }

  const Space space_ = load_space("fashion");
  AdditiveGoals goals_{space_, 2, 1};
};
INSTANTIATE_TEST_SUITE_P(, AnyAlgorithm, testing::Values("random", "evolution", "nsga2"),
                         [](const auto& name) { return name.param; });

std::vector<Arch> some_archs(const Space& space, uint64_t count) {
  std::vector<Arch> archs;
  for (uint64_t i = 0; i < count; ++i) archs.push_back(random_arch(space, 77, i));
  return archs;
}

std::vector<Candidate> scored(AdditiveGoals& goals, const std::vector<Arch>& archs) {
  std::vector<Candidate> candidates;
  for (const Arch& arch : archs) candidates.push_back(goals(arch));
  return candidates;
}

TEST_P(AnyAlgorithm, BeginsWithTheSeeds) {
  std::vector<Arch> seeds = some_archs(space_, 30);
  seeds.push_back(seeds[3]);
  const std::vector<Arch> first = make(space_, seeds)->propose({});
  seeds.pop_back();
  ASSERT_EQ(first.size(), 50);
  EXPECT_TRUE(std::equal(seeds.begin(), seeds.end(), first.begin()));
}

TEST_P(AnyAlgorithm, BeginsWithAllSeedsWhereTheyAreMoreThanItsPopulation) {
  const std::vector<Arch> seeds = some_archs(space_, 70);
  EXPECT_EQ(make(space_, seeds)->propose({}), seeds);
}

TEST_P(AnyAlgorithm, DoesNotProposeSeedsThatAreKnown) {
  const std::vector<Arch> seeds = some_archs(space_, 20);
  Archive archive;
  archive.add(scored(goals_, {seeds.begin(), seeds.begin() + 10}));
  const std::vector<Arch> first = make(space_, seeds)->propose(archive);
  EXPECT_TRUE(std::equal(seeds.begin() + 10, seeds.end(), first.begin()));
  for (const Arch& arch : first) EXPECT_FALSE(archive.contains(arch));
}

// An archive may come from a search through the whole space.
TEST_P(AnyAlgorithm, GoesOnWhereAnotherSearchEnded) {
  const Space small = small_restriction(space_, 4, 300);
  Archive archive;
  archive.add(scored(goals_, some_archs(space_, 200)));
  const std::vector<Arch> all = enumerate(small);
  archive.add(scored(goals_, {all.begin(), all.begin() + all.size() / 2}));
  const auto algorithm = make(small);
  size_t proposed = 0;
  for (;;) {
    const std::vector<Arch> generation = algorithm->propose(archive);
    if (generation.empty()) break;
    for (const Arch& arch : generation) {
      EXPECT_TRUE(contains(small, arch));
      EXPECT_FALSE(archive.contains(arch));
    }
    proposed += generation.size();
    algorithm->learn(scored(goals_, generation));
    archive.add(scored(goals_, generation));
  }
  EXPECT_EQ(proposed, all.size() - all.size() / 2);
}

TEST_P(AnyAlgorithm, FindsItsWayUnderALimitThatNothingKeeps) {
  const Archive archive = run(*make(space_), score_of(goals_, 1), 2000);
  EXPECT_EQ(archive.all().size(), 2000);
  EXPECT_EQ(archive.best(), nullptr);
}

// Of goals and violations that say nothing, nothing follows; it goes on proposing.
TEST_P(AnyAlgorithm, GoesOnWhereAllArchsAreEqual) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {0.0, infinity, -infinity}) {
    const auto algorithm = make(space_);
    const Score score = [&](const Arch& arch) {
      return Candidate{.arch = arch, .metrics = {}, .goals = {value, value}};
    };
    EXPECT_EQ(run(*algorithm, score, 1000).all().size(), 1000);
  }
  const Score missed = [&](const Arch& arch) {
    return Candidate{.arch = arch, .metrics = {}, .goals = {1, 2}, .violation = infinity};
  };
  EXPECT_EQ(run(*make(space_), missed, 1000).all().size(), 1000);
}

TEST_P(AnyAlgorithm, DrawsWhatItBeginsWithWhateverItLearntBefore) {
  const std::vector<Arch> known = some_archs(space_, 60);
  Archive archive;
  archive.add(scored(goals_, known));
  const auto algorithm = make(space_);
  algorithm->learn(archive.all());
  EXPECT_EQ(algorithm->propose(archive), make(space_)->propose(archive));
}

// A share of one-block first stages: a draw by choices has half.
TEST(RandomSearch, DrawsEveryNetworkAlike) {
  const Space space = load_space("fashion");
  const auto algorithm = random_search(space, {.population = 4000, .seed = 1, .seeds = {}});
  const Part& stage = space.parts[space.first_stage()];
  double one_block = 0;
  for (const Arch& arch : algorithm->propose({})) one_block += depth_of(space, stage, arch) == 1;
  EXPECT_NEAR(one_block / 4000, 6. / (6 + 36), 0.02);
}

}  // namespace
}  // namespace ofa
