#pragma once

#include "data/train_loader.h"
#include "trainers/phase_steps.h"

namespace ofa {

// The steps of a phase on a data set, from some step on.
class PhaseRun {
 public:
  PhaseRun(const TrainConfig& config, const PhasePlan& plan, const Dataset& dataset, Model& model,
           Optimizer& optimizer, Teachers teachers, int64_t first_step, Pruner* pruner = nullptr);

  StepResult step(int64_t step);  // as PhaseSteps

  std::vector<NamedBuffer> state() const { return steps_.state(); }
  int64_t images_per_step() const;
  double wait_seconds() const { return loader_.wait_seconds(); }
  int64_t skipped() const { return loader_.skipped(); }

 private:
  const TrainConfig& config_;
  const at::Device device_;
  PhaseSteps steps_;
  TrainLoader loader_;
};

}  // namespace ofa
