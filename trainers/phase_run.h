#pragma once

#include <memory>

#include "data/train_loader.h"
#include "trainers/optimizer.h"
#include "trainers/plan.h"
#include "trainers/step.h"

namespace ofa {

struct StepResult {
  StepLosses losses;
  double grad_norm = 0;
  double lr = 0;
};

// The steps of a phase, from some step on: images, archs, teacher, gradients, optimizer. Training,
// probing and benchmarks all take their steps here.
class PhaseRun {
 public:
  PhaseRun(const TrainConfig& config, const PhasePlan& plan, const Dataset& dataset, Model& model,
           Sgd& optimizer, std::unique_ptr<Teacher> teacher, int64_t first_step);

  // Throws, before the weights change, where a loss is no number.
  StepResult step(int64_t step);

  int64_t images_per_step() const;
  double wait_seconds() const { return loader_.wait_seconds(); }
  int64_t skipped() const { return loader_.skipped(); }
  const Space& space() const { return archs_.space(); }

 private:
  const TrainConfig& config_;
  const PhasePlan& plan_;
  Model& model_;
  Sgd& optimizer_;
  std::unique_ptr<Teacher> teacher_;
  ArchSource archs_;
  TrainLoader loader_;
};

}  // namespace ofa
