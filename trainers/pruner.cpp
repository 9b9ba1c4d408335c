#include "trainers/pruner.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/format.h"
#include "core/log.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

int granularity_of(const std::vector<PhasePlan>& plans) {
  for (const PhasePlan& plan : plans)
    if (plan.phase.prune) return plan.phase.prune->granularity;
  return 1;
}

}  // namespace

Pruner::Pruner(Model& model, const std::vector<PhasePlan>& plans)
    : model_(model),
      narrowing_(narrowable(model.space, model.only.value(), granularity_of(plans))),
      importance_(model.weights, narrowing_.dims()) {
  TORCH_CHECK(narrowing_.widest() == *model.only, "the network is not in a space of its widths");
  const int64_t whole = macs();
  int64_t now = whole;
  for (const PhasePlan& plan : plans) {
    if (!plan.phase.prune) continue;
    const PruneConfig& prune = *plan.phase.prune;
    const double steps = prune.within.value * static_cast<double>(plan.end - plan.first);
    const int64_t last = plan.first + std::max<int64_t>(std::llround(steps), 1) - 1;
    phases_.push_back({prune, plan.first, last, now, prune.macs.of(whole)});
    now = phases_.back().macs;
  }
}

void Pruner::after_gradients(int64_t step) {
  const Phase* phase = phase_of(step);
  if (!phase) return;
  if (step == phase->first) importance_.forget();
  importance_.observe(model_.weights, phase->prune.by, phase->prune.smoothing);
}

void Pruner::after_step(int64_t step, const std::vector<GroupBuffers>& like_weights) {
  const Phase* phase = phase_of(step);
  if (!phase || !phase->narrows_after(step)) return;
  sort(like_weights);
  Narrowing::Scores scores;
  for (const std::string& dim : narrowing_.dims()) scores[dim] = importance_.of(dim);
  model_.only = narrowing_.down_to(phase->macs_after(step), *model_.only, scores);
  if (step == phase->last)
    log_info("narrowed to {} MACs by {}: {}", with_thousands(macs()), name_of(phase->prune.by),
             to_text(narrowing_.space(), *model_.only));
}

// What is computed with stays what it was, in another order.
void Pruner::sort(const std::vector<GroupBuffers>& like_weights) {
  ChannelOrder order;
  for (const auto& [dim, active] : narrowing_.sizes(*model_.only)) {
    const at::Tensor from = importance_.order(dim, active);
    importance_.reorder(dim, from);
    order[importance_.id(dim)] = from;
  }
  reorder(model_.weights, order);
  for (const GroupBuffers& buffers : like_weights) reorder(model_.weights, order, buffers.groups);
}

bool Pruner::is_done(int64_t steps) const {
  return std::ranges::all_of(phases_, [&](const Phase& phase) { return steps > phase.last; });
}

const Pruner::Phase* Pruner::phase_of(int64_t step) const {
  const auto found = std::ranges::find_if(
      phases_, [&](const Phase& phase) { return step >= phase.first && step <= phase.last; });
  return found == phases_.end() ? nullptr : &*found;
}

bool Pruner::Phase::narrows_after(int64_t step) const {
  return step == last || (step - first + 1) % prune.every == 0;
}

int64_t Pruner::Phase::macs_after(int64_t step) const {
  const double ahead = static_cast<double>(last - step) / static_cast<double>(last - first + 1);
  return macs + std::llround(std::pow(ahead, 3) * static_cast<double>(from_macs - macs));
}

const PruneConfig* pruning_of(const TrainConfig& config) {
  for (const PhaseConfig& phase : config.phases)
    if (phase.prune) return &*phase.prune;
  return nullptr;
}

std::unique_ptr<Pruner> make_pruner(const TrainConfig& config, Model& model) {
  if (!pruning_of(config)) return nullptr;
  return std::make_unique<Pruner>(model, plan_phases(config));
}

}  // namespace ofa
