#include "search/dominance.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"

namespace ofa {
namespace {

using testing::ElementsAre;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Candidate scored(std::vector<double> goals, double violation = 0) {
  return {.arch = {}, .metrics = {}, .goals = std::move(goals), .violation = violation};
}

struct Kind {
  int num_goals;
  uint64_t num_values;     // few: ties and duplicates
  bool infinite = false;   // some goals are
  bool violating = false;  // some miss limits, some of these equally far
};
const std::vector<Kind> kKinds = {{1, 5},
                                  {1, 100'000},
                                  {2, 4},
                                  {2, 100'000},
                                  {3, 3},
                                  {3, 100'000},
                                  {4, 100'000},
                                  {2, 10, true},
                                  {3, 10, true},
                                  {2, 10, false, true},
                                  {3, 100'000, false, true},
                                  {3, 5, true, true}};

std::vector<Candidate> random_candidates(const Kind& kind, uint64_t seed) {
  Random random(seed, "dominance test", kind.num_values);
  std::vector<Candidate> candidates;
  for (uint64_t i = 0; i < 1 + 20 * seed; ++i) {
    Candidate& candidate = candidates.emplace_back();
    for (int goal = 0; goal < kind.num_goals; ++goal) {
      const double value = static_cast<double>(random.below(kind.num_values)) - 2;
      const bool infinite = kind.infinite && random.below(5) == 0;
      candidate.goals.push_back(infinite ? (value < 0 ? -kInfinity : kInfinity) : value);
    }
    if (kind.violating) candidate.violation = 0.25 * static_cast<double>(random.below(5));
  }
  return candidates;
}

// Takes away, again and again, what nothing that is left dominates.
std::vector<std::vector<int>> fronts_by_definition(const std::vector<Candidate>& candidates) {
  std::vector<int> left(candidates.size());
  std::iota(left.begin(), left.end(), 0);
  std::vector<std::vector<int>> fronts;
  while (!left.empty()) {
    std::vector<int> front, behind;
    for (const int i : left) {
      const bool beaten = std::ranges::any_of(
          left, [&](int other) { return dominates(candidates[other], candidates[i]); });
      (beaten ? behind : front).push_back(i);
    }
    fronts.push_back(front);
    left = behind;
  }
  return fronts;
}

TEST(SortFronts, EqualsTakingAwayFrontAfterFront) {
  for (const Kind& kind : kKinds)
    for (uint64_t seed = 0; seed < 8; ++seed) {
      const auto candidates = random_candidates(kind, seed);
      ASSERT_EQ(sort_fronts(candidates), fronts_by_definition(candidates))
          << kind.num_goals << " goals of " << kind.num_values << " values, seed " << seed;
    }
}

TEST(SortFronts, OfNothingIsNothing) {
  EXPECT_TRUE(sort_fronts({}).empty());
}

TEST(SortFronts, PutsWhatMissesLimitsLast) {
  const std::vector<Candidate> candidates{scored({1, 1}, 0.5), scored({9, 9}), scored({8, 10}),
                                          scored({5, 5}, 0.1), scored({2, 2}, 0.5)};
  EXPECT_THAT(sort_fronts(candidates),
              ElementsAre(ElementsAre(1, 2), ElementsAre(3), ElementsAre(0, 4)));
}

std::vector<int> all_of(const std::vector<Candidate>& candidates) {
  std::vector<int> all(candidates.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

// What comes next to a point in the order of a goal, and then of all goals; null: nothing.
const std::vector<double>* next_to(const std::vector<Candidate>& candidates,
                                   const std::vector<double>& point, size_t goal, bool above) {
  const auto before = [goal](const std::vector<double>& a, const std::vector<double>& b) {
    return a[goal] != b[goal] ? a[goal] < b[goal] : a < b;
  };
  const std::vector<double>* next = nullptr;
  for (const Candidate& other : candidates) {
    const bool beyond = above ? before(point, other.goals) : before(other.goals, point);
    if (beyond && (!next || before(other.goals, *next) == above)) next = &other.goals;
  }
  return next;
}

double crowding_by_definition(const std::vector<Candidate>& candidates, size_t member) {
  const std::vector<double>& point = candidates[member].goals;
  for (size_t other = 0; other < member; ++other)
    if (candidates[other].goals == point) return 0;
  double distance = 0;
  for (size_t goal = 0; goal < point.size(); ++goal) {
    const auto* below = next_to(candidates, point, goal, false);
    const auto* above = next_to(candidates, point, goal, true);
    if (!below || !above) return kInfinity;
    std::vector<double> finite;
    for (const Candidate& other : candidates)
      if (std::isfinite(other.goals[goal])) finite.push_back(other.goals[goal]);
    const double from = (*below)[goal], to = (*above)[goal];
    if (from == to) continue;
    if (!std::isfinite(from) || !std::isfinite(to)) return kInfinity;
    distance += (to - from) / (std::ranges::max(finite) - std::ranges::min(finite));
  }
  return distance;
}

TEST(Crowding, EqualsTheDefinition) {
  for (const Kind& kind : kKinds)
    for (uint64_t seed = 0; seed < 8; ++seed) {
      const auto candidates = random_candidates(kind, seed);
      const auto distances = crowding_distances(candidates, all_of(candidates));
      ASSERT_EQ(distances.size(), candidates.size());
      for (size_t i = 0; i < candidates.size(); ++i) {
        const double expected = crowding_by_definition(candidates, i);
        if (std::isinf(expected)) {
          ASSERT_EQ(distances[i], expected);
        } else {
          ASSERT_NEAR(distances[i], expected, 1e-12);
        }
      }
    }
}

TEST(Crowding, SumsGapsAsPartsOfTheExtent) {
  const std::vector<Candidate> candidates{scored({0, 10}), scored({1, 8}), scored({4, 2}),
                                          scored({5, 0})};
  const auto distances = crowding_distances(candidates, all_of(candidates));
  EXPECT_THAT(distances, ElementsAre(kInfinity, 4. / 5 + 8. / 10, 4. / 5 + 8. / 10, kInfinity));
}

TEST(Crowding, AGoalThatAllHaveEqualSaysNothing) {
  for (const double equal : {5.0, kInfinity, -kInfinity}) {
    const std::vector<Candidate> candidates{scored({equal, 0, 3}), scored({equal, 1, 2}),
                                            scored({equal, 2, 0})};
    EXPECT_THAT(crowding_distances(candidates, all_of(candidates)),
                ElementsAre(kInfinity, 2, kInfinity));
  }
}

TEST(Crowding, LooksAtTheFrontAlone) {
  const std::vector<Candidate> candidates{scored({0, 10}), scored({2, 3}), scored({1, 8}),
                                          scored({5, 0})};
  const std::vector<int> front{0, 2, 3};
  EXPECT_THAT(crowding_distances(candidates, front), ElementsAre(kInfinity, 2, kInfinity));
}

TEST(Crowding, OfEqualsTheFirstStandsForAll) {
  const std::vector<Candidate> candidates{scored({0, 2}), scored({1, 1}), scored({0, 2}),
                                          scored({1, 1}), scored({2, 0})};
  EXPECT_THAT(crowding_distances(candidates, all_of(candidates)),
              ElementsAre(kInfinity, 2, 0, 0, kInfinity));
  const std::vector<Candidate> equals(3, scored({4, 4}));
  EXPECT_THAT(crowding_distances(equals, all_of(equals)), ElementsAre(kInfinity, 0, 0));
}

TEST(Crowding, OfTheLargestNumbersIsANumber) {
  const double most = std::numeric_limits<double>::max();
  const std::vector<Candidate> candidates{scored({-most, most}), scored({0, 0}),
                                          scored({most, -most})};
  EXPECT_THAT(crowding_distances(candidates, all_of(candidates)),
              ElementsAre(kInfinity, 2, kInfinity));
}

}  // namespace
}  // namespace ofa
