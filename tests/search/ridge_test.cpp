#include "search/ridge.h"

#include <cmath>

#include "core/least_squares.h"
#include "core/random.h"
#include "predictor_testing.h"
#include "search/ridge_choice.h"
#include "search/ridge_layers.h"

namespace ofa {
namespace {

class RidgeOf : public EverySpace {
 protected:
  void SetUp() override {
    const std::vector<Arch> archs = draw_archs(space_, 120, 1);
    Encoder(space_, Encoding::kOneHotAndMacs).encode(archs, codes_);
    Random random(2, "ridge test");
    for (size_t i = 0; i < archs.size(); ++i) {
      targets_.push_back(0.7 + 0.1 * random.normal());
      folds_.push_back(static_cast<int>(random.below(4)));
    }
  }

  RidgeMoments moments() const {
    RidgeMoments all(codes_);
    for (size_t i = 0; i < targets_.size(); ++i) all.add(codes_, i, targets_[i]);
    return all;
  }

  // As ordinary least squares, with a row for each weight that wants it to be nothing.
  std::vector<double> by_least_squares(double lambda) const {
    std::vector<std::vector<double>> rows;
    std::vector<double> targets = targets_;
    for (size_t i = 0; i < targets_.size(); ++i) {
      rows.push_back(to_numbers(codes_, i));
      rows.back().push_back(1);
    }
    for (int i = 0; i < codes_.width; ++i) {
      rows.emplace_back(codes_.width + 1)[i] =
          std::sqrt(i + 1 < codes_.width ? lambda : 1e-5 * lambda);
      targets.push_back(0);
    }
    return *least_squares(rows, targets, std::vector<double>(rows.size(), 1.0));
  }

  Codes codes_;
  std::vector<double> targets_;
  std::vector<int> folds_;
};
OFA_OVER_EVERY_SPACE(RidgeOf);

TEST_P(RidgeOf, SolvesItsLeastSquares) {
  for (const double lambda : {0.5, 20.0}) {
    const Ridge ridge = solve_ridge(moments(), lambda);
    const std::vector<double> expected = by_least_squares(lambda);
    for (size_t i = 0; i < targets_.size(); ++i) {
      double sum = expected.back();
      const std::vector<double> row = to_numbers(codes_, i);
      for (int k = 0; k < codes_.width; ++k) sum += row[k] * expected[k];
      EXPECT_NEAR(ridge(codes_, i), sum, 1e-6);
    }
    for (int k = 0; k + 1 < codes_.width; ++k) EXPECT_NEAR(ridge.weights[k], expected[k], 1e-6);
  }
}

TEST_P(RidgeOf, LeavesOutAFold) {
  const FoldedCodes samples(codes_, targets_, folds_);
  RidgeMoments others(codes_);
  for (size_t i = 0; i < targets_.size(); ++i)
    if (folds_[i] != 2) others.add(codes_, i, targets_[i]);
  const RidgeChoice choice = choose_ridge(samples, 2);
  const Ridge expected = solve_ridge(others, choice.lambda);
  for (size_t i = 0; i < targets_.size(); ++i)
    EXPECT_NEAR(choice.ridge(codes_, i), expected(codes_, i), 1e-9);
}

TEST_P(RidgeOf, IsChosenWithoutAGlanceAtTheLeftOutFold) {
  const RidgeChoice one = choose_ridge(FoldedCodes(codes_, targets_, folds_), 2);
  for (size_t i = 0; i < targets_.size(); ++i)
    if (folds_[i] == 2) targets_[i] = 5.0 * static_cast<double>(i % 2);
  const RidgeChoice two = choose_ridge(FoldedCodes(codes_, targets_, folds_), 2);
  EXPECT_EQ(one.lambda, two.lambda);
  EXPECT_NEAR(one.rmse, two.rmse, 1e-6);
}

TEST_P(RidgeOf, ReportsTheErrorOnLeftOutFolds) {
  const RidgeChoice choice = choose_ridge(FoldedCodes(codes_, targets_, folds_));
  double squares = 0;
  for (int fold = 0; fold < 4; ++fold) {
    RidgeMoments others(codes_);
    for (size_t i = 0; i < targets_.size(); ++i)
      if (folds_[i] != fold) others.add(codes_, i, targets_[i]);
    const Ridge ridge = solve_ridge(others, choice.lambda);
    for (size_t i = 0; i < targets_.size(); ++i)
      if (folds_[i] == fold) squares += std::pow(ridge(codes_, i) - targets_[i], 2);
  }
  EXPECT_NEAR(choice.rmse, std::sqrt(squares / 120), 1e-9);
}

TEST_P(RidgeOf, IsALayer) {
  const Ridge ridge = solve_ridge(moments(), 1);
  const Layers layers = to_layers(ridge);
  ASSERT_EQ(layers.size(), 1U);
  for (size_t i = 0; i < targets_.size(); ++i)
    EXPECT_NEAR(plain_forward(layers, to_numbers(codes_, i)), ridge(codes_, i), 1e-6);
}

TEST_P(RidgeOf, AddsToANetwork) {
  const Ridge ridge = solve_ridge(moments(), 1);
  for (const std::vector<int>& hidden : {std::vector<int>{9}, {9, 5}, {9, 5, 3}}) {
    std::vector<int> sizes{codes_.width};
    sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    sizes.push_back(1);
    const Layers network = random_layers(sizes, 3);
    const Layers sum = sum_of(ridge, network);
    for (size_t i = 0; i < targets_.size(); ++i) {
      const std::vector<double> row = to_numbers(codes_, i);
      EXPECT_NEAR(plain_forward(sum, row), ridge(codes_, i) + plain_forward(network, row), 1e-6);
    }
  }
}

// A row's only feature is a one or the other; targets follow it, or are chance.
double lambda_chosen(double signal, double noise) {
  Random random(7, "ridge test chance");
  Codes codes{.width = 20};
  std::vector<double> targets;
  std::vector<int> folds;
  for (int i = 0; i < 200; ++i) {
    const int one = static_cast<int>(random.below(20));
    codes.ones.push_back(one);
    codes.ends.push_back(codes.ones.size());
    targets.push_back(signal * one + noise * random.normal());
    folds.push_back(i % 5);
  }
  return choose_ridge(FoldedCodes(codes, targets, folds)).lambda;
}

TEST(Ridge, ShrinksMoreWhereThereIsMoreChance) {
  EXPECT_LE(lambda_chosen(1, 0.01), 0.1);
  EXPECT_GE(lambda_chosen(0, 1), 100);
  EXPECT_GT(lambda_chosen(0.1, 1), lambda_chosen(1, 1));
}

// A number that is nearly the target is found from few rows with many ones.
TEST(Ridge, TrustsARealNumberFromFewRows) {
  const Space space = load_space("mobilenet_v3");
  const std::vector<Arch> archs = draw_archs(space, 30, 4);
  Codes codes;
  Encoder(space, Encoding::kOneHotAndMacs).encode(archs, codes);
  RidgeMoments moments(codes);
  for (size_t i = 0; i < 20; ++i) moments.add(codes, i, 0.1 * codes.reals[i]);
  const Ridge ridge = solve_ridge(moments, 100);
  for (size_t i = 20; i < 30; ++i) EXPECT_NEAR(ridge(codes, i), 0.1 * codes.reals[i], 0.003);
}

TEST(Ridge, BearsAFeatureThatIsAlwaysTheSame) {
  const Codes codes{.width = 3, .ones = {0, 0, 1, 0}, .ends = {1, 3, 4}, .reals = {2, 2, 2}};
  RidgeMoments moments(codes);
  const double targets[] = {0.5, 0.7, 0.5};
  for (size_t i = 0; i < 3; ++i) moments.add(codes, i, targets[i]);
  const Ridge ridge = solve_ridge(moments, 1e-4);
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(ridge(codes, i), targets[i], 1e-3);
}

}  // namespace
}  // namespace ofa
