#include "search/hypervolume.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/random.h"

namespace ofa {
namespace {

using Points = std::vector<std::vector<double>>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Where the lines of a grid lie, at uneven distances; the reference is at the last.
std::vector<double> random_lines(int count, Random& random) {
  std::vector<double> lines{-3};
  while (std::ssize(lines) < count) lines.push_back(lines.back() + 0.1 + random.uniform());
  return lines;
}

// Counts the cells of a grid that some point dominates.
double volume_by_cells(const std::vector<std::vector<int>>& points,
                       const std::vector<std::vector<double>>& lines) {
  std::vector<int> cell(lines.size());
  double sum = 0;
  for (;;) {
    const bool dominated = std::ranges::any_of(points, [&](const std::vector<int>& point) {
      for (size_t goal = 0; goal < cell.size(); ++goal)
        if (point[goal] > cell[goal]) return false;
      return true;
    });
    double volume = 1;
    for (size_t goal = 0; goal < cell.size(); ++goal)
      volume *= lines[goal][cell[goal] + 1] - lines[goal][cell[goal]];
    if (dominated) sum += volume;
    size_t goal = 0;
    while (goal < cell.size() && ++cell[goal] == std::ssize(lines[goal]) - 1) cell[goal++] = 0;
    if (goal == cell.size()) return sum;
  }
}

TEST(Hypervolume, EqualsTheCellsOfAGrid) {
  constexpr int kLines[] = {30, 20, 12, 7};
  for (size_t num_goals = 1; num_goals <= 4; ++num_goals)
    for (uint64_t seed = 0; seed < 40; ++seed) {
      Random random(seed, "hypervolume test", num_goals);
      std::vector<std::vector<double>> lines;
      std::vector<double> reference;
      for (size_t goal = 0; goal < num_goals; ++goal) {
        lines.push_back(random_lines(kLines[num_goals - 1], random));
        reference.push_back(lines.back().back());
      }
      std::vector<std::vector<int>> at(seed);
      Points points(seed, std::vector<double>(num_goals));
      for (size_t i = 0; i < points.size(); ++i)
        for (size_t goal = 0; goal < num_goals; ++goal) {
          at[i].push_back(static_cast<int>(random.below(lines[goal].size())));
          points[i][goal] = lines[goal][at[i][goal]];
        }
      const double expected = volume_by_cells(at, lines);
      ASSERT_NEAR(hypervolume(points, reference), expected, 1e-12 * (1 + expected));
    }
}

// Points on a plane that none of the others dominates, as a front's are.
Points front_of(int count, size_t num_goals, uint64_t seed) {
  Random random(seed, "hypervolume test");
  Points points;
  for (int i = 0; i < count; ++i) {
    double sum = 0;
    std::vector<double>& point = points.emplace_back();
    for (size_t goal = 0; goal < num_goals; ++goal) sum += point.emplace_back(random.uniform());
    for (double& value : point) value /= sum;
  }
  return points;
}

TEST(Hypervolume, GrowsWithEachPointOfAFront) {
  for (size_t num_goals = 2; num_goals <= 4; ++num_goals) {
    const Points points = front_of(60, num_goals, num_goals);
    const std::vector<double> reference(num_goals, 1);
    double before = 0;
    for (size_t i = 1; i <= points.size(); ++i) {
      const double now = hypervolume({points.begin(), points.begin() + i}, reference);
      EXPECT_GT(now, before);
      before = now;
    }
    EXPECT_LT(before, 1);
  }
}

TEST(Hypervolume, FollowsFromThePointsNotFromTheirOrder) {
  Random random(1, "hypervolume test");
  for (size_t num_goals = 2; num_goals <= 4; ++num_goals) {
    Points points = front_of(50, num_goals, 7);
    const std::vector<double> reference(num_goals, 0.9);
    const double expected = hypervolume(points, reference);
    for (size_t i = 0; i < 20; ++i) points.push_back(Points::value_type(points[i]));
    points.push_back(std::vector<double>(num_goals, 0.899));
    shuffle(points, random);
    EXPECT_NEAR(hypervolume(points, reference), expected, 1e-12);
  }
}

TEST(Hypervolume, OfNothingBelowTheReferenceIsZero) {
  EXPECT_EQ(hypervolume({}, {1, 1}), 0);
  EXPECT_EQ(hypervolume({{1, 0}, {0, 1}, {2, -5}, {0, kInfinity}}, {1, 1}), 0);
  EXPECT_EQ(hypervolume({{1, 0}, {0, 1}, {0.5, 0.5}}, {1, 1}), 0.25);
}

TEST(Hypervolume, IsInfiniteWhereAPointOrTheReferenceIs) {
  EXPECT_EQ(hypervolume({{0, -kInfinity}, {0.5, 0.5}}, {1, 1}), kInfinity);
  EXPECT_EQ(hypervolume({{0, 0, 0}}, {1, kInfinity, 1}), kInfinity);
  EXPECT_EQ(hypervolume({{2, -kInfinity}}, {1, 1}), 0);
}

TEST(Hypervolume, TakesOneToFourGoalsAlike) {
  EXPECT_THROW(hypervolume({}, {}), std::logic_error);
  EXPECT_THROW(hypervolume({}, {1, 1, 1, 1, 1}), std::logic_error);
  EXPECT_THROW(hypervolume({{0, 0}, {0, 0, 0}}, {1, 1}), std::logic_error);
}

}  // namespace
}  // namespace ofa
