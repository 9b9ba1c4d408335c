#include "trainers/phase_steps.h"

#include <algorithm>
#include <cmath>

#include "core/profile.h"
#include "trainers/precision.h"

namespace ofa {

PhaseSteps::PhaseSteps(const TrainConfig& config, const PhasePlan& plan, Model& model,
                       Optimizer& optimizer, std::unique_ptr<Teacher> teacher)
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
    throw no_number(step, result);
  result.lr = plan_.lr * lr_factor(plan_.schedule, step - plan_.first, plan_.end - plan_.first);
  optimizer_.step(model_.weights, result.lr, result.grad_norm, decays(step));
  return result;
}

bool PhaseSteps::decays(int64_t step) const {
  if (config_.optimizer.decay_for == DecayFor::kAll) return true;
  const Arch widest = model_.only.value_or(max_arch(archs_.space()));
  const std::vector<Arch> archs = archs_.archs(step, widest.resolution);
  return std::ranges::find(archs, widest) != archs.end();
}

Error PhaseSteps::no_number(int64_t step, const StepResult& result) const {
  const auto& phases = config_.phases;
  const auto found = std::ranges::find(phases, plan_.phase.name, &PhaseConfig::name);
  const bool own_lr = plan_.phase.lr && found != phases.end();
  const bool clips = config_.optimizer.clip_norm > 0 || config_.optimizer.clip_value > 0;
  return Error(
      "step {} of phase {}: the loss is {}, the gradients' norm {}; nothing of it went into the "
      "weights. Try a lower lr{}or fp32, from the last checkpoint: --allow-drift --set {}.lr=...{} "
      "--set precision=fp32",
      step, plan_.phase.name, result.losses.total, result.grad_norm, clips ? " " : ", a clip_norm ",
      own_lr ? fmt::format("phases.{}", found - phases.begin()) : "optimizer",
      clips ? "" : " --set optimizer.clip_norm=5");
}

}  // namespace ofa
