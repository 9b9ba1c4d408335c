#include "trainers/schedule.h"

#include <gtest/gtest.h>

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

TEST(Schedule, OneStepIsAtThePeak) {
  expect_near(factors({}, 1), {1});
}

TEST(Schedule, NeverLeavesZeroToOne) {
  for (const double warmup : {0.0, 0.05, 0.9, 1.0})
    for (const int64_t steps : {1, 2, 3, 7, 1000})
      for (const double factor : factors({.warmup = {warmup}}, steps)) {
        EXPECT_GT(factor, 0) << warmup << " " << steps;
        EXPECT_LE(factor, 1) << warmup << " " << steps;
      }
}

}  // namespace
}  // namespace ofa
