#include <algorithm>
#include <chrono>

#include "trainers/evaluation.h"
#include "trainers/phase_run.h"
#include "trainers/plan.h"
#include "trainers/precision.h"
#include "trainers/teachers.h"

namespace ofa {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The widest arch as it is stands in for teachers that the run itself will have kept.
PhaseConfig with_teacher_in_place(PhaseConfig phase, const TrainConfig& config) {
  if (!phase.distill) return phase;
  double in_place = 0;
  TeacherShares others;
  for (const TeacherShare& one : phase.distill->teacher.all) {
    if (is_kept_teacher(config, phase, one.name) || one.name == DistillConfig::kInPlace)
      in_place += one.share;
    else
      others.all.push_back(one);
  }
  if (in_place > 0) others.all.push_back({DistillConfig::kInPlace, in_place});
  phase.distill->teacher = others;
  return phase;
}

double step_seconds(const TrainConfig& config, const PhaseConfig& phase, const Dataset& dataset,
                    Model& scratch) {
  constexpr int kWarmUp = 3, kMost = 200;
  constexpr double kSeconds = 3;
  const PhasePlan plan{with_teacher_in_place(phase, config), 0, kWarmUp + kMost, 1e-6, {}};
  Optimizer optimizer(config.optimizer, scratch.weights);
  PhaseRun run(
      config, plan, dataset, scratch, optimizer,
      make_teachers(config, plan.phase, scratch, dataset, {}, scalar_type(config.precision)), 0);
  for (int step = 0; step < kWarmUp; ++step) run.step(step);
  const auto start = Clock::now();
  int steps = 0;
  while (steps < kMost && seconds_since(start) < kSeconds) run.step(kWarmUp + steps++);
  return seconds_since(start) / steps;
}

// From an evaluation of fewer images, in proportion.
double evaluation_seconds(const TrainConfig& config, const Dataset& dataset, const Model& scratch) {
  TrainConfig part = config;
  const double images =
      static_cast<double>(std::min(config.evaluate.images.value, dataset.size(Split::kValidation)) +
                          std::min(config.evaluate.calibration.value, dataset.size(Split::kTrain)));
  part.evaluate.images.value = std::min<int64_t>(config.evaluate.images.value, 500);
  part.evaluate.calibration.value = std::min<int64_t>(config.evaluate.calibration.value, 100);
  const double measured =
      static_cast<double>(std::min(part.evaluate.images.value, dataset.size(Split::kValidation)) +
                          std::min(part.evaluate.calibration.value, dataset.size(Split::kTrain)));
  return evaluate(part, dataset, scratch, followed_archs(config, scratch)).seconds * images /
         measured;
}

}  // namespace

Speed probe_speed(const TrainConfig& config, const Dataset& dataset, Model& scratch) {
  Speed speed;
  for (const PhaseConfig& phase : config.phases)
    speed.step_seconds.push_back(step_seconds(config, phase, dataset, scratch));
  speed.evaluation_seconds = evaluation_seconds(config, dataset, scratch);
  return speed;
}

}  // namespace ofa
