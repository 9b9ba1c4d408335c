#pragma once

#include <memory>

#include "trainers/importance.h"
#include "trainers/narrowing.h"
#include "trainers/plan.h"
#include "trainers/training_state.h"

namespace ofa {

// Narrows the one network that is being trained, along a cubic schedule (Zhu and Gupta, 2017): as
// steps go by, its least important channels are sorted last and no longer computed with. The
// model's buffers stay as large as they were; its `only` says what of them is left.
class Pruner {
 public:
  // The model's `only` is the network as training began, in a space of its widths.
  Pruner(Model& model, const std::vector<PhasePlan>& plans);

  void after_gradients(int64_t step);  // before the optimizer's step, gradients in place
  void after_step(int64_t step, const std::vector<GroupBuffers>& like_weights);  // sorted along

  bool is_done(int64_t steps) const;  // after so many steps nothing is left to narrow
  int64_t macs() { return narrowing_.macs(*model_.only); }
  const at::Tensor& scores() const { return importance_.scores(); }  // part of a checkpoint

 private:
  struct Phase {
    PruneConfig prune;
    int64_t first = 0, last = 0;      // steps after which it may narrow
    int64_t from_macs = 0, macs = 0;  // that the network has before and after

    bool narrows_after(int64_t step) const;
    int64_t macs_after(int64_t step) const;
  };
  const Phase* phase_of(int64_t step) const;
  void sort(const std::vector<GroupBuffers>& like_weights);

  Model& model_;
  Narrowing narrowing_;
  ChannelImportance importance_;
  std::vector<Phase> phases_;
};

// The first phase that prunes says the granularity; null where none does.
const PruneConfig* pruning_of(const TrainConfig& config);

// Null where no phase prunes.
std::unique_ptr<Pruner> make_pruner(const TrainConfig& config, Model& model);

// An Error where a phase prunes what cannot be pruned, or not so far.
void check_pruning(const TrainConfig& config, const Model& model);

}  // namespace ofa
