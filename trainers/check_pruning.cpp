#include "core/error.h"
#include "core/format.h"
#include "trainers/pruner.h"

namespace ofa {
namespace {

// A phase's network as it was is narrower by now, and its channels are elsewhere.
void check_teacher(const TrainConfig& config, const PhaseConfig& phase) {
  if (!phase.distill) return;
  for (const PhaseConfig& other : config.phases)
    if (phase.distill->teacher.contains(other.name))
      throw Error(
          "phase {}: distill.teacher: {} is a phase of a training that prunes; say {}, the network "
          "that it began with, or a subnet folder",
          phase.name, other.name, DistillConfig::kAtStart);
}

}  // namespace

void check_pruning(const TrainConfig& config, const Model& model) {
  const PruneConfig* pruning = pruning_of(config);
  if (!pruning) return;
  std::optional<Narrowing> narrowing;
  int64_t whole = 0, now = 0, least = 0;
  for (const PhaseConfig& phase : config.phases) {
    check_teacher(config, phase);
    if (!phase.prune) continue;
    if (!model.only)
      throw Error(
          "phase {}: prune narrows one network, and this is a supernet; cut one out (ofa extract "
          "RUN --arch max --out SUBNET), then: ofa finetune SUBNET CONFIG --out PRUNED",
          phase.name);
    if (!narrowing) {
      narrowing.emplace(narrowable(model.space, *model.only, pruning->granularity));
      now = whole = narrowing->macs(*model.only);
      least = narrowing->macs(min_arch(narrowing->space()));
    }
    if (phase.prune->granularity != pruning->granularity)
      throw Error("phase {}: prune.granularity: {}, but {} in an earlier phase", phase.name,
                  phase.prune->granularity, pruning->granularity);
    const int64_t macs = phase.prune->macs.of(whole);
    if (macs < least || macs >= now)
      throw Error(
          "phase {}: prune.macs: {} of them; the network has {} then, and {} at its narrowest",
          phase.name, with_thousands(macs), with_thousands(now), with_thousands(least));
    now = macs;
  }
}

}  // namespace ofa
