#include "trainers/phase_run.h"

namespace ofa {
namespace {

TrainLoaderOptions loader_options(const Dataset& dataset, const TrainConfig& config,
                                  const PhasePlan& plan, const Space& space, int64_t first_step) {
  TrainLoaderOptions options =
      train_loader_options(dataset, space.open_resolutions, static_cast<uint64_t>(config.seed));
  options.first_batch = first_step * config.accumulate;
  options.end_batch = plan.end * config.accumulate;
  return options;
}

}  // namespace

PhaseRun::PhaseRun(const TrainConfig& config, const PhasePlan& plan, const Dataset& dataset,
                   Model& model, Optimizer& optimizer, Teachers teachers, int64_t first_step,
                   Pruner* pruner)
    : config_(config),
      device_(model.weights.device()),
      steps_(config, plan, model, optimizer, std::move(teachers), pruner),
      loader_(dataset, loader_options(dataset, config, plan, steps_.archs().space(), first_step)) {}

StepResult PhaseRun::step(int64_t step) {
  return steps_.step(step, [&] { return next_tensors(loader_, device_); });
}

int64_t PhaseRun::images_per_step() const {
  return static_cast<int64_t>(config_.data.batch) * config_.accumulate;
}

}  // namespace ofa
