#include "trainers/phase_run.h"

#include <cmath>

#include "core/error.h"
#include "evaluate/batch_tensors.h"
#include "trainers/precision.h"

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
                   Model& model, Sgd& optimizer, std::unique_ptr<Teacher> teacher,
                   int64_t first_step)
    : config_(config),
      plan_(plan),
      model_(model),
      optimizer_(optimizer),
      teacher_(std::move(teacher)),
      archs_(model, plan.phase, static_cast<uint64_t>(config.seed)),
      loader_(dataset, loader_options(dataset, config, plan, archs_.space(), first_step)) {}

StepResult PhaseRun::step(int64_t step) {
  const StepOptions options{plan_.phase.distill, config_.label_smoothing,
                            1.0 / static_cast<double>(config_.accumulate),
                            scalar_type(config_.precision)};
  StepResult result;
  for (int i = 0; i < config_.accumulate; ++i) {
    const BatchTensors batch = next_tensors(loader_, model_.weights.device());
    const StepLosses losses = add_gradients(model_, archs_.archs(step, batch.resolution),
                                            teacher_.get(), batch.images, batch.labels, options);
    result.losses.total += losses.total * options.share;
    result.losses.hard += losses.hard * options.share;
    result.losses.soft += losses.soft * options.share;
  }
  result.grad_norm = gradient_norm(model_.weights);
  if (!std::isfinite(result.losses.total) || !std::isfinite(result.grad_norm))
    throw Error(
        "step {} of phase {}: the loss is {}, the gradients' norm {}; nothing of it went into the "
        "weights. Try a lower lr, a clip_norm or fp32, from the last checkpoint: --allow-drift "
        "--set "
        "optimizer.lr=... --set optimizer.clip_norm=5 --set precision=fp32",
        step, plan_.phase.name, result.losses.total, result.grad_norm);
  result.lr = plan_.lr * lr_factor(plan_.schedule, step - plan_.first, plan_.end - plan_.first);
  optimizer_.step(model_.weights, result.lr, result.grad_norm);
  return result;
}

int64_t PhaseRun::images_per_step() const {
  return static_cast<int64_t>(config_.data.batch) * config_.accumulate;
}

}  // namespace ofa
