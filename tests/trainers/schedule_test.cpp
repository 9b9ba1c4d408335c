#include "trainers/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ofa {
namespace {

std::vector<double> factors(const ScheduleConfig& schedule, int64_t num_steps) {
  std::vector<double> all;
  for (int64_t step = 0; step < num_steps; ++step)
    all.push_back(lr_factor(schedule, step, num_steps));
  return all;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-9) << "step " << i;
}

TEST(Schedule, CosineFallsFromThePeakTowardsZero) {
  expect_near(factors({.warmup = {0}}, 4), {1, 0.853553390593, 0.5, 0.146446609407});
}

TEST(Schedule, WarmUpRisesInALineAndThePeakFollows) {
  expect_near(factors({.warmup = {0.5}, .decay = Decay::kConstant}, 6), {0.25, 0.5, 0.75, 1, 1, 1});
  expect_near(factors({.warmup = {0.5}}, 8),
              {0.2, 0.4, 0.6, 0.8, 1, 0.853553390593, 0.5, 0.146446609407});
}

TEST(Schedule, LinearFallsInEqualPartsTowardsZero) {
  expect_near(factors({.warmup = {0}, .decay = Decay::kLinear}, 5), {1, 0.8, 0.6, 0.4, 0.2});
  expect_near(factors({.warmup = {0.2}, .decay = Decay::kLinear}, 5), {0.5, 1, 0.75, 0.5, 0.25});
}

// The same factor from each step to the next; of their product with one more, what it falls to.
TEST(Schedule, ExponentialFallsByTheSameFactorEveryStep) {
  const double factor = std::exp(std::log(0.01) / 8);
  std::vector<double> wanted{0.2, 0.4, 0.6, 0.8, 1};
  for (int step = 1; step < 8; ++step) wanted.push_back(wanted.back() * factor);
  expect_near(factors({.warmup = {1.0 / 3}, .decay = Decay::kExponential}, 12), wanted);
  EXPECT_NEAR(wanted.back() * factor, 0.01, 1e-12);
}

// BigNAS (2020): by 3 % every 2.4 of 360 epochs, but not below 5 %.
TEST(Schedule, FallsAsBigNasDoes) {
  const ScheduleConfig schedule{.warmup = {0},
                                .decay = Decay::kExponential,
                                .falls_to = {std::pow(0.97, 360 / 2.4)},
                                .floor = {0.05}};
  const int64_t epoch_steps = 10;
  for (const int64_t epoch : {0, 24, 240, 252, 264, 359}) {
    const double wanted = std::max(0.05, std::pow(0.97, static_cast<double>(epoch) / 2.4));
    EXPECT_NEAR(lr_factor(schedule, epoch * epoch_steps, 360 * epoch_steps), wanted, 1e-9) << epoch;
  }
}

TEST(Schedule, TheFloorHoldsForEveryDecayAndNotForTheRise) {
  for (const Decay decay :
       {Decay::kCosine, Decay::kConstant, Decay::kLinear, Decay::kExponential}) {
    const std::vector<double> with = factors({.warmup = {0.5}, .decay = decay, .floor = {0.3}}, 20);
    const std::vector<double> without = factors({.warmup = {0.5}, .decay = decay}, 20);
    for (size_t i = 0; i < 20; ++i)
      EXPECT_EQ(with[i], i < 10 ? without[i] : std::max(0.3, without[i])) << name_of(decay) << i;
    EXPECT_LT(with[0], 0.3);
  }
}

TEST(Schedule, OneStepIsAtThePeak) {
  expect_near(factors({}, 1), {1});
}

TEST(Schedule, NeverLeavesZeroToOne) {
  for (const Decay decay : {Decay::kCosine, Decay::kConstant, Decay::kLinear, Decay::kExponential})
    for (const double warmup : {0.0, 0.05, 0.9, 1.0})
      for (const int64_t steps : {1, 2, 3, 7, 1000})
        for (const double factor : factors({.warmup = {warmup}, .decay = decay}, steps)) {
          EXPECT_GT(factor, 0) << name_of(decay) << " " << warmup << " " << steps;
          EXPECT_LE(factor, 1) << name_of(decay) << " " << warmup << " " << steps;
        }
}

}  // namespace
}  // namespace ofa
