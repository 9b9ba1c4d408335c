#include "trainers/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/format.h"

namespace ofa {
namespace {

// What training takes when phases have so many times their epochs, those with steps theirs.
double seconds_for(const TrainConfig& config, int64_t steps_per_epoch, const Speed& speed,
                   double factor) {
  double seconds = 0;
  double epochs = 0;
  for (size_t i = 0; i < config.phases.size(); ++i) {
    const PhaseConfig& phase = config.phases[i];
    const double written = static_cast<double>(phase.steps.value_or(0));
    const double steps =
        phase.steps ? written : factor * phase.epochs * static_cast<double>(steps_per_epoch);
    seconds += steps * speed.step_seconds[i];
    epochs += steps / static_cast<double>(steps_per_epoch);
  }
  const double evaluations =
      std::floor(epochs / config.evaluate.every) + static_cast<double>(config.phases.size());
  return seconds + evaluations * speed.evaluation_seconds;
}

// How many times the epochs as written fit into the budget.
double factor_for(const TrainConfig& config, int64_t steps_per_epoch, const Speed& speed) {
  double low = 0, high = 1;
  while (seconds_for(config, steps_per_epoch, speed, high) < config.budget->seconds && high < 1e9)
    high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (seconds_for(config, steps_per_epoch, speed, middle) < config.budget->seconds ? low : high) =
        middle;
  }
  return low;
}

}  // namespace

std::vector<PhasePlan> plan_phases(const TrainConfig& config) {
  std::vector<PhasePlan> plans;
  int64_t first = 0;
  for (const PhaseConfig& phase : config.phases) {
    const int64_t end = first + phase.steps.value();
    plans.push_back({phase, first, end, phase.lr.value_or(config.optimizer.lr),
                     phase.schedule.value_or(config.schedule)});
    first = end;
  }
  return plans;
}

int64_t steps_per_epoch(const TrainConfig& config, int64_t num_train) {
  return std::max<int64_t>(1, num_train / config.data.batch / config.accumulate);
}

int64_t steps_per_evaluation(const TrainConfig& config, int64_t steps_per_epoch) {
  return std::max<int64_t>(
      1, std::llround(config.evaluate.every * static_cast<double>(steps_per_epoch)));
}

void fix_steps(TrainConfig& config, int64_t steps_per_epoch, const Speed* speed) {
  const double factor = config.budget && speed ? factor_for(config, steps_per_epoch, *speed) : 1;
  for (PhaseConfig& phase : config.phases)
    if (!phase.steps)
      phase.steps = std::max<int64_t>(
          1, std::llround(factor * phase.epochs * static_cast<double>(steps_per_epoch)));
}

std::string plan_text(const TrainConfig& config, int64_t steps_per_epoch, const Speed& speed) {
  std::string text;
  double end = 0;
  for (size_t i = 0; i < config.phases.size(); ++i) {
    const PhaseConfig& phase = config.phases[i];
    const double images = static_cast<double>(config.data.batch * config.accumulate);
    const auto steps = static_cast<double>(*phase.steps);
    const double evaluations =
        std::floor(steps / static_cast<double>(steps_per_evaluation(config, steps_per_epoch))) + 1;
    end += steps * speed.step_seconds[i] + evaluations * speed.evaluation_seconds;
    text += fmt::format("  {:<12} {:>9} steps  {:>6.2f} epochs  {:>6.0f} images/s  ends after {}\n",
                        phase.name, with_thousands(*phase.steps),
                        steps / static_cast<double>(steps_per_epoch),
                        images / speed.step_seconds[i], human_duration(end));
  }
  return text;
}

}  // namespace ofa
