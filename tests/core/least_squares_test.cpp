#include "core/least_squares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace ofa {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using Row = std::vector<double>;

Row ones(size_t count) {
  return Row(count, 1);
}

double value_of(const Row& row, const Row& coefficients) {
  double sum = 0;
  for (size_t k = 0; k < row.size(); ++k) sum += row[k] * coefficients[k];
  return sum;
}

struct Problem {
  std::vector<Row> rows;
  Row targets, weights;

  auto solve() const { return least_squares(rows, targets, weights); }
};

// Targets that no coefficients give, with weights from 0.1 to 10.
Problem random_problem(size_t rows, size_t columns, uint64_t stream) {
  Random random(1, "least squares test", stream);
  Problem problem;
  for (size_t i = 0; i < rows; ++i) {
    Row& row = problem.rows.emplace_back();
    for (size_t k = 0; k < columns; ++k) row.push_back(random.normal());
    problem.targets.push_back(random.normal());
    problem.weights.push_back(std::pow(10, 2 * random.uniform() - 1));
  }
  return problem;
}

TEST(LeastSquares, FitsALineByHand) {
  // Through (0, 1), (1, 3), (2, 4): 3/2 x + 7/6.
  const std::vector<Row> rows{{0, 1}, {1, 1}, {2, 1}};
  EXPECT_THAT(*least_squares(rows, Row{1, 3, 4}, ones(3)),
              ElementsAre(DoubleEq(1.5), DoubleEq(7.0 / 6)));
}

TEST(LeastSquares, RecoversExactCoefficients) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    Problem problem = random_problem(12, 4, stream);
    const Row truth{1.5, -2, 0, 1e-3};
    for (size_t i = 0; i < problem.rows.size(); ++i)
      problem.targets[i] = value_of(problem.rows[i], truth);
    const auto found = problem.solve();
    ASSERT_TRUE(found);
    for (size_t k = 0; k < truth.size(); ++k) EXPECT_NEAR((*found)[k], truth[k], 1e-12);
  }
}

TEST(LeastSquares, SolvesAsManyRowsAsColumns) {
  const std::vector<Row> rows{{2, 1}, {1, 3}};
  EXPECT_THAT(*least_squares(rows, Row{5, 10}, Row{1, 100}),
              ElementsAre(DoubleNear(1, 1e-12), DoubleNear(3, 1e-12)));
}

// Of a constant alone: the weighted mean.
TEST(LeastSquares, WeighsRows) {
  const std::vector<Row> rows{{1}, {1}, {1}};
  EXPECT_THAT(*least_squares(rows, Row{1, 4, 100}, Row{2, 1, 0}), ElementsAre(DoubleEq(2)));
}

// The normal equations: what remains has no part in any column.
TEST(LeastSquares, LeavesARestOrthogonalToEveryColumn) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    const Problem problem = random_problem(15, 5, stream);
    const auto found = problem.solve();
    ASSERT_TRUE(found);
    for (size_t k = 0; k < 5; ++k) {
      double sum = 0;
      for (size_t i = 0; i < problem.rows.size(); ++i)
        sum += problem.weights[i] * problem.rows[i][k] *
               (problem.targets[i] - value_of(problem.rows[i], *found));
      EXPECT_NEAR(sum, 0, 1e-12);
    }
  }
}

// Milliseconds beside bytes, and columns that are almost alike: normal equations would lose them.
TEST(LeastSquares, KeepsWhatIsSmallBesideWhatIsLarge) {
  std::vector<Row> rows;
  Row targets;
  const Row truth{3e-9, 2e6, 5};
  for (int i = 0; i < 10; ++i) {
    rows.push_back({1e9 + 1e3 * i, 1e-6 * i * i, 1});
    targets.push_back(value_of(rows.back(), truth));
  }
  const auto found = least_squares(rows, targets, ones(10));
  ASSERT_TRUE(found);
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_NEAR(value_of(rows[i], *found), targets[i], 1e-6);
  EXPECT_NEAR((*found)[1] / truth[1], 1, 1e-6);
}

TEST(LeastSquares, GivesNothingWhereRowsLeaveCoefficientsOpen) {
  const auto is_open = [](const std::vector<Row>& rows) {
    return !least_squares(rows, ones(rows.size()), ones(rows.size()));
  };
  EXPECT_TRUE(is_open({}));
  EXPECT_TRUE(is_open({{1, 2}}));
  EXPECT_TRUE(is_open({{1, 2}, {1, 2}, {1, 2}}));
  EXPECT_TRUE(is_open({{1, 3}, {2, 6}, {-1, -3}}));
  EXPECT_TRUE(is_open({{1, 0}, {2, 0}, {3, 0}}));
  EXPECT_TRUE(is_open({{0}, {0}}));
  EXPECT_TRUE(is_open({{1, 2, 3}, {4, 5, 9}, {7, 1, 8}, {2, 2, 4}}));  // the third is their sum
  EXPECT_TRUE(is_open({{0.1, 0.3}, {0.7, 2.1}, {1.1, 3.3}}));          // but for rounding
  EXPECT_FALSE(is_open({{1, 3}, {2, 6}, {-1, -2}}));
}

TEST(LeastSquares, GivesNothingWhereWeightsLeaveThemOpen) {
  const std::vector<Row> rows{{1, 0}, {0, 1}, {0, 2}};
  EXPECT_FALSE(least_squares(rows, ones(3), Row{0, 1, 1}));
  EXPECT_TRUE(least_squares(rows, ones(3), Row{1, 0, 1}));
}

TEST(LeastSquares, GivesNothingOfWhatIsNoNumber) {
  EXPECT_FALSE(least_squares({{std::nan("")}, {1}}, ones(2), ones(2)));
  EXPECT_FALSE(least_squares({{1}, {1}}, ones(2), Row{1, std::nan("")}));
}

}  // namespace
}  // namespace ofa
