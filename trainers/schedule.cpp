#include "trainers/schedule.h"

#include <cmath>
#include <numbers>

namespace ofa {

double lr_factor(const ScheduleConfig& schedule, int64_t step, int64_t num_steps) {
  const auto rising =
      static_cast<int64_t>(std::llround(schedule.warmup.value * static_cast<double>(num_steps)));
  if (step < rising) return static_cast<double>(step + 1) / static_cast<double>(rising + 1);
  if (schedule.decay == Decay::kConstant) return 1;
  const double part = static_cast<double>(step - rising) / static_cast<double>(num_steps - rising);
  return (1 + std::cos(std::numbers::pi * part)) / 2;
}

}  // namespace ofa
