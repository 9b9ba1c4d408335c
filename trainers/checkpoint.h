#pragma once

#include <filesystem>
#include <optional>

#include "nn/weights.h"
#include "trainers/records.h"
#include "trainers/step_losses.h"
#include "trainers/training_state.h"

namespace ofa {

// Sums over steps, for means.
struct LossSums {
  StepLosses losses;
  double grad_norm = 0;
  int64_t steps = 0;

  void add(const StepLosses& one, double norm);
  StepLosses means() const;
};

// What training has come to besides weights; all else follows from the configuration and the step.
struct Progression {
  int64_t step = 0;  // steps done
  double best = -1;  // accuracy of the weights that were kept as the best
  RecordSizes records;
  LossSums since_log, since_evaluation;
  double last_loss = 0;  // on labels, before the last evaluation in this phase; 0: none
  std::vector<double> last_accuracies;  // of the random archs, in order
  Json narrowed;                        // what is left of a network that is pruned; else null

  Json to_json() const;
  static Progression from_json(const Json& json);
};

// The weights and all state at a step: one file, which proves itself.
class Checkpoints {
 public:
  Checkpoints(std::filesystem::path folder, int keep) : folder_(std::move(folder)), keep_(keep) {}

  void save(const Progression& progression, const Weights& weights,
            const TrainingState& state) const;

  // The last good one, into weights and state; damaged ones are passed over with a warning. State
  // that it does not hold stays as it is, with a warning too. Nothing where there is none.
  std::optional<Progression> load(Weights& weights, const TrainingState& state) const;

  // More state, of the checkpoint at a step, which was loaded; by the same rules.
  void load_state(int64_t step, const std::vector<NamedBuffer>& state) const;

 private:
  std::filesystem::path file_of(int64_t step) const;
  std::vector<std::filesystem::path> newest_first() const;

  std::filesystem::path folder_;
  int keep_;
};

}  // namespace ofa
