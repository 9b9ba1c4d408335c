#pragma once

#include <functional>
#include <memory>

#include "core/error.h"
#include "evaluate/batch_tensors.h"
#include "trainers/optimizer.h"
#include "trainers/plan.h"
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
             std::unique_ptr<Teacher> teacher);

  // Throws, before the weights change, where a loss is no number.
  StepResult step(int64_t step, const NextBatch& next);

  const ArchSource& archs() const { return archs_; }

 private:
  bool decays(int64_t step) const;
  Error no_number(int64_t step, const StepResult& result) const;

  const TrainConfig& config_;
  const PhasePlan& plan_;
  Model& model_;
  Optimizer& optimizer_;
  std::unique_ptr<Teacher> teacher_;
  ArchSource archs_;
};

}  // namespace ofa
