#include "search/archive.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/random.h"

namespace ofa {
namespace {

using testing::ElementsAre;

// Made-up archs, told apart by their resolution.
Candidate scored(int number, std::vector<double> goals, double violation = 0) {
  return {.arch = {number, {}}, .metrics = {}, .goals = std::move(goals), .violation = violation};
}

std::vector<int> numbers(const std::vector<Candidate>& candidates) {
  std::vector<int> found;
  for (const Candidate& candidate : candidates) found.push_back(candidate.arch.resolution);
  return found;
}

// Of few values, so that many are equal; a third misses limits.
std::vector<Candidate> random_candidates(int count, int num_goals, int num_values, uint64_t seed) {
  Random random(seed, "archive test");
  std::vector<Candidate> candidates;
  for (int i = 0; i < count; ++i) {
    std::vector<double> goals;
    for (int goal = 0; goal < num_goals; ++goal)
      goals.push_back(static_cast<double>(random.below(num_values)) - 3);
    const double violation = random.below(3) ? 0 : random.uniform();
    candidates.push_back(scored(i, goals, violation));
  }
  return candidates;
}

std::vector<int> front_by_definition(const std::vector<Candidate>& candidates) {
  std::vector<Candidate> front;
  for (const Candidate& candidate : candidates) {
    const bool beaten = std::ranges::any_of(candidates, [&](const Candidate& other) {
      const bool came_first = other.arch.resolution < candidate.arch.resolution;
      return dominates(other, candidate) ||
             (came_first && other.violation == 0 && other.goals == candidate.goals);
    });
    if (!beaten && candidate.violation == 0) front.push_back(candidate);
  }
  std::ranges::sort(front, {}, &Candidate::goals);
  return numbers(front);
}

TEST(Archive, HasTheFrontOfAllItHolds) {
  for (const int num_goals : {1, 2, 3, 4})
    for (const int num_values : {2, 6, 1000})
      for (uint64_t seed = 0; seed < 10; ++seed) {
        const auto candidates = random_candidates(150, num_goals, num_values, seed);
        Archive archive;
        for (size_t i = 0; i < candidates.size(); i += 10) {
          archive.add({candidates.begin() + i, candidates.begin() + i + 10});
          const std::vector<Candidate> so_far(candidates.begin(), candidates.begin() + i + 10);
          ASSERT_EQ(numbers(archive.front()), front_by_definition(so_far));
        }
        EXPECT_EQ(archive.best()->arch, archive.front().front().arch);
        EXPECT_EQ(numbers(archive.all()), numbers(candidates));
      }
}

TEST(Archive, FrontIsOrderedByTheFirstGoal) {
  Archive archive;
  archive.add({scored(1, {3, 1}), scored(2, {1, 5}), scored(3, {2, 2}), scored(4, {-7, 9})});
  EXPECT_THAT(numbers(archive.front()), ElementsAre(4, 2, 3, 1));
  EXPECT_EQ(archive.best()->arch.resolution, 4);
}

TEST(Archive, OfEqualsTheFirstIsInTheFront) {
  Archive archive;
  archive.add({scored(1, {1, 2}), scored(2, {1, 2})});
  archive.add({scored(3, {1, 2}), scored(4, {1, 3})});
  EXPECT_THAT(numbers(archive.front()), ElementsAre(1));
}

TEST(Archive, BestIsTheOneOfTheFront) {
  Archive archive;
  archive.add({scored(1, {1, 9}), scored(2, {1, 8})});
  EXPECT_EQ(archive.best()->arch.resolution, 2);
}

TEST(Archive, WhatMissesALimitIsNeverInTheFront) {
  Archive archive;
  archive.add({scored(1, {1, 1}, 0.1)});
  EXPECT_EQ(archive.best(), nullptr);
  EXPECT_THAT(archive.front(), ElementsAre());
  archive.add({scored(2, {5, 5}), scored(3, {1, 1}, 1e-12)});
  EXPECT_THAT(numbers(archive.front()), ElementsAre(2));
  EXPECT_EQ(archive.all().size(), 3);
}

TEST(Archive, KnowsWhatItHolds) {
  Archive archive;
  EXPECT_FALSE(archive.contains({42, {}}));
  archive.add(random_candidates(100, 2, 5, 0));
  EXPECT_TRUE(archive.contains({42, {}}));
  EXPECT_FALSE(archive.contains({42, {1}}));
  EXPECT_FALSE(archive.contains({100, {}}));
}

TEST(Archive, KeepsTheFirstScoreOfAnArch) {
  Archive archive;
  archive.add({scored(1, {5}), scored(1, {3})});
  archive.add({scored(1, {1}), scored(2, {4})});
  EXPECT_THAT(numbers(archive.all()), ElementsAre(1, 2));
  EXPECT_THAT(archive.all().front().goals, ElementsAre(5));
  EXPECT_EQ(archive.best()->arch.resolution, 2);
}

TEST(Archive, AddsNothing) {
  Archive archive;
  archive.add({});
  EXPECT_EQ(archive.best(), nullptr);
  EXPECT_TRUE(archive.all().empty());
}

}  // namespace
}  // namespace ofa
