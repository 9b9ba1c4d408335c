#include "search/mlp_fit.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "predictor_testing.h"

namespace ofa {
namespace {

const Random kRandom(1, "mlp test network");

struct Problem {
  Codes codes;
  std::vector<double> targets;
};

// Whether an odd number of three of five ones is there: no sum of theirs says it.
Problem parity(int count, uint64_t seed) {
  Random random(seed, "mlp test");
  Problem problem{.codes = {.width = 5}};
  for (int i = 0; i < count; ++i) {
    int odd = 0;
    for (int one = 0; one < 5; ++one) {
      if (random.below(2) == 0) continue;
      problem.codes.ones.push_back(one);
      odd ^= one < 3;
    }
    problem.codes.ends.push_back(problem.codes.ones.size());
    problem.targets.push_back(10 + odd);
  }
  return problem;
}

double worst(const Layers& layers, const Problem& problem) {
  double worst = 0;
  for (size_t i = 0; i < problem.targets.size(); ++i)
    worst = std::max(
        worst, std::abs(plain_forward(layers, to_numbers(problem.codes, i)) - problem.targets[i]));
  return worst;
}

TEST(MlpFit, LearnsWhatNoSumSays) {
  const Problem problem = parity(200, 1);
  for (const std::vector<int>& hidden : {std::vector<int>{32}, {16, 16}, {12, 12, 12}}) {
    const MlpOptions options{.hidden = hidden, .steps = 2000, .weight_decay = 0};
    const Layers layers = fit_mlp(problem.codes, problem.targets, options, kRandom);
    ASSERT_EQ(layers.size(), hidden.size() + 1);
    EXPECT_LT(worst(layers, problem), 0.05) << testing::PrintToString(hidden);
  }
}

// Without hidden layers it is least squares.
TEST(MlpFit, WithoutHiddenLayersFindsTheLine) {
  Random random(2, "mlp test line");
  Problem problem{.codes = {.width = 4}};
  for (int i = 0; i < 300; ++i) {
    double target = 0.3;
    for (int one = 0; one < 3; ++one) {
      if (random.below(2) == 0) continue;
      problem.codes.ones.push_back(one);
      target += 0.1 * (one + 1);
    }
    problem.codes.ends.push_back(problem.codes.ones.size());
    problem.codes.reals.push_back(static_cast<float>(5 + 0.2 * random.normal()));
    problem.targets.push_back(target - 0.7 * problem.codes.reals.back());
  }
  const Layers layers = fit_mlp(problem.codes, problem.targets,
                                {.hidden = {}, .steps = 4000, .weight_decay = 0}, kRandom);
  ASSERT_EQ(layers.size(), 1U);
  EXPECT_NEAR(layers[0].bias[0], 0.3, 0.01);
  const double expected[] = {0.1, 0.2, 0.3, -0.7};
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(layers[0].weights[i], expected[i], 0.002);
}

// To scale and shift real numbers and targets is no other problem.
TEST(MlpFit, KnowsNoUnits) {
  Problem problem = parity(100, 3);
  Random random(3, "mlp test units");
  for (size_t i = 0; i < problem.targets.size(); ++i)
    problem.codes.reals.push_back(static_cast<float>(random.normal()));
  ++problem.codes.width;
  Problem other = problem;
  for (float& real : other.codes.reals) real = 100 + 8 * real;
  for (double& target : other.targets) target = 1000 + 16 * target;
  const MlpOptions options{.hidden = {8}, .steps = 300};
  const Layers one = fit_mlp(problem.codes, problem.targets, options, kRandom);
  const Layers two = fit_mlp(other.codes, other.targets, options, kRandom);
  for (size_t i = 0; i < problem.targets.size(); ++i)
    EXPECT_NEAR(1000 + 16 * plain_forward(one, to_numbers(problem.codes, i)),
                plain_forward(two, to_numbers(other.codes, i)), 0.05);
}

TEST(MlpFit, FollowsItsSeed) {
  const Problem problem = parity(50, 4);
  const auto fit = [&](uint64_t seed, uint64_t stream) {
    return fit_mlp(problem.codes, problem.targets, {.steps = 20}, Random(seed, "mlp test", stream));
  };
  EXPECT_EQ(fit(1, 0), fit(1, 0));
  EXPECT_NE(fit(1, 0), fit(2, 0));
  EXPECT_NE(fit(1, 0), fit(1, 1));
}

TEST(MlpFit, SpreadsByWeightDecay) {
  const Problem problem = parity(50, 5);
  const auto size = [&](double decay) {
    double sum = 0;
    for (const DenseLayer& layer :
         fit_mlp(problem.codes, problem.targets, {.weight_decay = decay}, kRandom))
      for (const float weight : layer.weights) sum += weight * weight;
    return sum;
  };
  EXPECT_LT(size(1), 0.7 * size(0));
}

TEST(MlpFit, OfEqualTargetsIsTheirs) {
  Problem problem = parity(40, 6);
  std::ranges::fill(problem.targets, 0.25);
  EXPECT_LT(worst(fit_mlp(problem.codes, problem.targets, {}, kRandom), problem), 1e-2);
}

TEST(MlpFit, TakesFewerRowsThanABatch) {
  const Problem problem = parity(3, 7);
  EXPECT_LT(worst(fit_mlp(problem.codes, problem.targets, {.weight_decay = 0}, kRandom), problem),
            0.05);
}

}  // namespace
}  // namespace ofa
