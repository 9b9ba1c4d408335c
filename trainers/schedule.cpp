#include "trainers/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ofa {
namespace {

double fallen(const ScheduleConfig& schedule, double part) {
  switch (schedule.decay) {
    case Decay::kCosine:
      return (1 + std::cos(std::numbers::pi * part)) / 2;
    case Decay::kConstant:
      return 1;
    case Decay::kLinear:
      return 1 - part;
    case Decay::kExponential:
      return std::pow(schedule.falls_to.value, part);
  }
  return 1;
}

}  // namespace

double lr_factor(const ScheduleConfig& schedule, int64_t step, int64_t num_steps) {
  const auto rising =
      static_cast<int64_t>(std::llround(schedule.warmup.value * static_cast<double>(num_steps)));
  if (step < rising) return static_cast<double>(step + 1) / static_cast<double>(rising + 1);
  const double part = static_cast<double>(step - rising) / static_cast<double>(num_steps - rising);
  return std::max(fallen(schedule, part), schedule.floor.value);
}

}  // namespace ofa
