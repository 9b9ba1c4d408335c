#include <algorithm>

#include "trainers/clock.h"
#include "trainers/evaluation.h"
#include "trainers/phase_run.h"
#include "trainers/plan.h"
#include "trainers/precision.h"
#include "trainers/pruner.h"
#include "trainers/teachers.h"

namespace ofa {
namespace {

double step_seconds(const TrainConfig& config, const PhaseConfig& phase, const Dataset& dataset,
                    Model& scratch, const std::optional<Arch>& first_only) {
  constexpr int kWarmUp = 3, kMost = 200;
  constexpr double kSeconds = 3;
  const PhasePlan plan{phase, 0, kWarmUp + kMost, 1e-6, {}};
  Optimizer optimizer(config.optimizer, scratch.weights);
  PhaseRun run(config, plan, dataset, scratch, optimizer,
               make_teachers(config, plan.phase, scratch, first_only, dataset, {}), 0);
  for (int step = 0; step < kWarmUp; ++step) run.step(step);
  const auto start = Clock::now();
  int steps = 0;
  while (steps < kMost && seconds_since(start) < kSeconds) run.step(kWarmUp + steps++);
  return seconds_since(start) / steps;
}

// The network as it may be when a phase has pruned it.
Arch narrowed(Narrowing& narrowing, const Arch& arch, const MacsTarget& target) {
  Narrowing::Scores all_equal;
  for (const auto& [dim, size] : narrowing.sizes(arch))
    all_equal[dim].assign(static_cast<size_t>(size), 1.0);
  return narrowing.down_to(target.of(narrowing.macs(narrowing.widest())), arch, all_equal);
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
  const std::optional<Arch> first_only = scratch.only;
  std::optional<Narrowing> narrowing;
  if (const PruneConfig* prune = pruning_of(config))
    narrowing.emplace(narrowable(scratch.space, scratch.only.value(), prune->granularity));
  for (const PhaseConfig& phase : config.phases) {
    speed.step_seconds.push_back(step_seconds(config, phase, dataset, scratch, first_only));
    if (!phase.prune) continue;
    scratch.only = narrowed(*narrowing, *scratch.only, phase.prune->macs);
    // Along the cubic schedule, a quarter of what is dropped in the end is there on average.
    const double after = step_seconds(config, phase, dataset, scratch, first_only);
    const double dropped = std::max(speed.step_seconds.back() - after, 0.0);
    speed.step_seconds.back() = after + phase.prune->within.value * dropped / 4;
  }
  speed.evaluation_seconds = evaluation_seconds(config, dataset, scratch);
  return speed;
}

}  // namespace ofa
