#include "trainers/phase_steps.h"

#include <cmath>

#include "core/error.h"
#include "core/profile.h"
#include "trainers/precision.h"

namespace ofa {

PhaseSteps::PhaseSteps(const TrainConfig& config, const PhasePlan& plan, Model& model,
                       Sgd& optimizer, std::unique_ptr<Teacher> teacher)
    : config_(config),
      plan_(plan),
      model_(model),
      optimizer_(optimizer),
      teacher_(std::move(teacher)),
      archs_(model, plan.phase, static_cast<uint64_t>(config.seed)) {}

StepResult PhaseSteps::step(int64_t step, const NextBatch& next) {
  const StepOptions options{plan_.phase.distill, config_.label_smoothing,
                            1.0 / static_cast<double>(config_.accumulate),
                            scalar_type(config_.precision)};
  StepResult result;
  for (int i = 0; i < config_.accumulate; ++i) {
    const BatchTensors batch = next();
    const StepLosses losses = add_gradients(model_, archs_.archs(step, batch.resolution),
                                            teacher_.get(), batch.images, batch.labels, options);
    result.losses.total += losses.total * options.share;
    result.losses.hard += losses.hard * options.share;
    result.losses.soft += losses.soft * options.share;
  }
  const ProfileScope scope("optimizer");
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

}  // namespace ofa
