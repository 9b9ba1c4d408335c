#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/progress.h"
#include "trainers/evaluation.h"
#include "trainers/phase_run.h"
#include "trainers/weight_average.h"

namespace ofa {

// Trains a model through its phases, in a run folder: checkpoints/, metrics.jsonl, TensorBoard
// events, teachers/, and weights.safetensors, the best so far. Everything it does follows from the
// configuration (whose phases have steps) and the step, so a run that was stopped anywhere goes on
// bit for bit.
class Trainer {
 public:
  Trainer(const TrainConfig& config, const Dataset& dataset, Model& model,
          std::filesystem::path run);

  // Writes the weights down as they are, so that train() has a checkpoint to go on from.
  void begin();

  // From the last checkpoint to the end. An interruption leaves a checkpoint and throws an Error
  // with its exit code.
  void train();

  int64_t num_steps() const { return plans_.back().end; }
  const Progression& progression() const { return progression_; }

 private:
  using Clock = std::chrono::steady_clock;

  void train_phase(size_t index);
  void narrow();
  void after_step(const PhasePlan& plan, PhaseRun& run, const StepResult& result);
  void log(const PhasePlan& plan, PhaseRun& run, const StepResult& result);
  void evaluate(const PhasePlan& plan);
  void save();
  void keep_weights() const;
  TrainingState state() const;
  const Model& kept_model() const { return average_ ? average_->model() : model_; }
  double epoch() const;

  TrainConfig config_;
  const Dataset& dataset_;
  Model& model_;
  const std::optional<Arch> first_only_;  // the model's; pruning narrows it
  std::filesystem::path run_;
  std::vector<PhasePlan> plans_;
  std::vector<FollowedArch> archs_;
  Optimizer optimizer_;
  std::optional<WeightAverage> average_;
  std::unique_ptr<Pruner> pruner_;  // null: nothing is pruned
  Checkpoints checkpoints_;
  int64_t epoch_steps_;
  Progression progression_;
  std::vector<NamedBuffer> phase_state_;  // of the phase at hand
  std::unique_ptr<Records> records_;
  Progress* progress_ = nullptr;
  Clock::time_point saved_at_;
  struct Timing {  // of the steps since the last record that this process took
    double seconds = 0, waited = 0;
    int64_t steps = 0;
  } timing_;
};

}  // namespace ofa
