#include "trainers/phase_steps.h"

#include <algorithm>
#include <cmath>

#include "core/profile.h"
#include "trainers/choose.h"
#include "trainers/mix.h"
#include "trainers/precision.h"

namespace ofa {

PhaseSteps::PhaseSteps(const TrainConfig& config, const PhasePlan& plan, Model& model,
                       Optimizer& optimizer, Teachers teachers, Pruner* pruner)
    : config_(config),
      plan_(plan),
      model_(model),
      optimizer_(optimizer),
      teachers_(std::move(teachers)),
      pruner_(pruner),
      archs_(model, plan.phase, static_cast<uint64_t>(config.seed)) {}

StepResult PhaseSteps::step(int64_t step, const NextBatch& next) {
  StepOptions options{.distill = plan_.phase.distill,
                      .label_smoothing = config_.label_smoothing,
                      .regularise = config_.regularise,
                      .share = 1.0 / static_cast<double>(config_.accumulate),
                      .precision = scalar_type(config_.precision),
                      .done = static_cast<double>(step - plan_.first) /
                              static_cast<double>(plan_.end - plan_.first),
                      .seed = static_cast<uint64_t>(config_.seed),
                      .step = step};
  StepResult result;
  bool trains_widest = false;
  for (int i = 0; i < config_.accumulate; ++i) {
    options.batch = i;
    const BatchTensors batch = mixed_batch(next, step, i);
    const ArchSource::Choose choose =
        plan_.phase.candidates
            ? choose_by_loss(model_, batch, *plan_.phase.candidates, options.precision)
            : ArchSource::Choose();
    const std::vector<Arch> archs = archs_.archs(step, batch.resolution, choose);
    options.widest = widest(batch.resolution);
    result.losses.add(add_gradients(model_, archs, teachers_, batch.images, batch.labels, options),
                      options.share);
    trains_widest |= std::ranges::find(archs, *options.widest) != archs.end();
  }
  const ProfileScope scope("optimizer");
  result.grad_norm = gradient_norm(model_.weights);
  if (!std::isfinite(result.losses.total) || !std::isfinite(result.grad_norm))
    throw no_number(step, result);
  result.lr = plan_.lr * lr_factor(plan_.schedule, step - plan_.first, plan_.end - plan_.first);
  if (pruner_) pruner_->after_gradients(step);
  optimizer_.step(model_.weights, result.lr, result.grad_norm,
                  trains_widest || config_.optimizer.decay_for == DecayFor::kAll);
  teachers_.projections.step(result.lr);
  return result;
}

// Of what the phase opens.
Arch PhaseSteps::widest(int resolution) const {
  Arch arch = model_.only.value_or(max_arch(archs_.space()));
  arch.resolution = resolution;
  return arch;
}

BatchTensors PhaseSteps::mixed_batch(const NextBatch& next, int64_t step, int part) const {
  Random random(static_cast<uint64_t>(config_.seed), "mixing images",
                static_cast<uint64_t>(step * config_.accumulate + part));
  return mixed(next(), config_.mix, model_.space.spec.classes, random);
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
