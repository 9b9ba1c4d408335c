#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "nn/sort.h"
#include "trainers/prune_config.h"

namespace ofa {

// How much each channel of some dims matters, smoothed exponentially over steps:
// - magnitude: the L2 norm of the weights that make it and that read it;
// - taylor: the square of what the loss would change by without it, to first order, by what reads
//   it (Molchanov et al., 2019, equation 7);
// - movement: how fast training moves what reads it away from zero (Sanh et al., 2020).
class ChannelImportance {
 public:
  ChannelImportance(const Weights& weights, const std::vector<std::string>& dims);

  // Before the optimizer's step, its gradients in place.
  void observe(const Weights& weights, ImportanceBy by, double smoothing);
  void forget() { scores_.zero_(); }

  // Of the first `active` channels of a dim: new places, the most important first; others keep
  // theirs.
  at::Tensor order(const std::string& dim, int64_t active) const;
  std::vector<double> of(const std::string& dim) const;

  void reorder(const std::string& dim, const at::Tensor& from);
  DimId id(const std::string& dim) const { return dims_.at(dim).id; }
  const at::Tensor& scores() const { return scores_; }  // of all dims, one after the other

 private:
  struct Weight {
    ParamId id = -1;
    int64_t axis = 0;  // which of its axes the dim is: 0 makes the channels, 1 reads them
  };
  struct Channels {
    DimId id = -1;
    int64_t first = 0, count = 0;
    std::vector<Weight> weights;
  };

  at::Tensor now(const Weights& weights, const Channels& channels, ImportanceBy by) const;
  at::Tensor view(const Channels& channels) const;

  std::map<std::string, Channels> dims_;
  at::Tensor scores_;
};

}  // namespace ofa
