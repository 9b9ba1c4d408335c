#include "trainers/plan.h"

#include <gmock/gmock.h>

namespace ofa {
namespace {

TrainConfig two_phases() {
  TrainConfig config;
  config.phases = {{.name = "a", .epochs = 1.5}, {.name = "b", .epochs = 0.5, .lr = 0.7}};
  return config;
}

std::vector<int64_t> steps(const TrainConfig& config) {
  std::vector<int64_t> all;
  for (const PhaseConfig& phase : config.phases) all.push_back(phase.steps.value());
  return all;
}

TEST(Plan, TakesEpochsAsWrittenWithoutABudget) {
  TrainConfig config = two_phases();
  fix_steps(config, 100, nullptr);
  EXPECT_THAT(steps(config), testing::ElementsAre(150, 50));
  const std::vector<PhasePlan> plans = plan_phases(config);
  EXPECT_EQ(plans[0].first, 0);
  EXPECT_EQ(plans[1].first, 150);
  EXPECT_EQ(plans[1].end, 200);
  EXPECT_EQ(plans[0].lr, config.optimizer.lr);
  EXPECT_EQ(plans[1].lr, 0.7);
}

TEST(Plan, GivesEveryPhaseItsShareOfTheBudget) {
  const Speed speed{{0.1, 0.2}, 0};
  for (const double seconds : {10.0, 100.0, 1000.0}) {
    TrainConfig config = two_phases();
    config.budget = Duration{seconds};
    fix_steps(config, 100, &speed);
    const auto counts = steps(config);
    EXPECT_NEAR(static_cast<double>(counts[0]) / static_cast<double>(counts[1]), 3, 0.1);
    EXPECT_NEAR(static_cast<double>(counts[0]) * 0.1 + static_cast<double>(counts[1]) * 0.2,
                seconds, 0.3);
  }
}

TEST(Plan, LeavesTimeForEvaluations) {
  TrainConfig config = two_phases();
  config.budget = Duration{100};
  config.evaluate.every = 0.5;
  fix_steps(config, 100, nullptr);
  TrainConfig with = two_phases();
  with.budget = Duration{100};
  with.evaluate.every = 0.5;
  const Speed speed{{0.1, 0.2}, 5};
  fix_steps(with, 100, &speed);
  const auto counts = steps(with);
  const double trained =
      static_cast<double>(counts[0]) * 0.1 + static_cast<double>(counts[1]) * 0.2;
  const double evaluations = static_cast<double>(counts[0] + counts[1]) / 50 + 2;
  EXPECT_LE(trained + 5 * std::floor(evaluations), 101);
  EXPECT_GE(trained + 5 * evaluations, 90);
}

TEST(Plan, StepsThatAreWrittenStay) {
  TrainConfig config = two_phases();
  config.phases[0].steps = 3;
  config.budget = Duration{1000};
  const Speed speed{{0.1, 0.2}, 0};
  fix_steps(config, 100, &speed);
  EXPECT_EQ(steps(config)[0], 3);
}

}  // namespace
}  // namespace ofa
