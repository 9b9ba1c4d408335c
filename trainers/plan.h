#pragma once

#include "data/dataset.h"
#include "nn/model.h"
#include "trainers/train_config.h"

namespace ofa {

// A phase with its place among all steps.
struct PhasePlan {
  PhaseConfig phase;
  int64_t first = 0, end = 0;  // steps
  double lr = 0;
  ScheduleConfig schedule;
};

std::vector<PhasePlan> plan_phases(const TrainConfig& config);  // whose phases have steps

int64_t steps_per_epoch(const TrainConfig& config, int64_t num_train);
int64_t steps_per_evaluation(const TrainConfig& config, int64_t steps_per_epoch);

// What steps and evaluations of a run take on this machine.
struct Speed {
  std::vector<double> step_seconds;  // by phase
  double evaluation_seconds = 0;
};

// Runs some steps of each phase on a scratch model, whose weights it changes.
Speed probe_speed(const TrainConfig& config, const Dataset& dataset, Model& scratch);
// The same on small batches of noise, in proportion: what loading images takes is not in it.
Speed probe_speed_without_images(const TrainConfig& config, Model& scratch);

// Every phase's steps: its epochs as written, or, under a budget, all in proportion such that
// training with its evaluations takes so long.
void fix_steps(TrainConfig& config, int64_t steps_per_epoch, const Speed* speed);

// For people: steps, images/s and time by phase.
std::string plan_text(const TrainConfig& config, int64_t steps_per_epoch, const Speed& speed);

}  // namespace ofa
