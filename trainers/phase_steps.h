#pragma once

#include <functional>
#include <memory>

#include "core/error.h"
#include "evaluate/batch_tensors.h"
#include "trainers/arch_source.h"
#include "trainers/optimizer.h"
#include "trainers/plan.h"
#include "trainers/pruner.h"
#include "trainers/step.h"

namespace ofa {

struct StepResult {
  StepLosses losses;
  double grad_norm = 0;
  double lr = 0;
};

// The steps of a phase on images that are handed to them: archs, teacher, gradients, optimizer.
// Training, probing and benchmarks all take their steps here.
class PhaseSteps {
 public:
  using NextBatch = std::function<BatchTensors()>;

  PhaseSteps(const TrainConfig& config, const PhasePlan& plan, Model& model, Optimizer& optimizer,
             Teachers teachers, Pruner* pruner = nullptr);

  // Throws, before the weights change, where a loss is no number.
  StepResult step(int64_t step, const NextBatch& next);

  const ArchSource& archs() const { return archs_; }
  // What the phase learns besides weights, for checkpoints.
  std::vector<NamedBuffer> state() const { return teachers_.projections.state(); }

 private:
  Arch widest(int resolution) const;
  BatchTensors mixed_batch(const NextBatch& next, int64_t step, int part) const;
  Error no_number(int64_t step, const StepResult& result) const;

  const TrainConfig& config_;
  const PhasePlan& plan_;
  Model& model_;
  Optimizer& optimizer_;
  Teachers teachers_;
  Pruner* pruner_;  // null: nothing is pruned
  ArchSource archs_;
};

}  // namespace ofa
