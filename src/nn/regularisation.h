#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace ofa {

// What a training pass drops at random. Which numbers and images those are follows from the seed,
// the pass and the operation's name alone.
struct Regularisation {
  double dropout = 0;    // of the numbers given to a dropout (Srivastava et al., 2014)
  double drop_path = 0;  // of images, in the last block that adds a shortcut (Huang et al., 2016)
  int stages = 0;        // the last ones, in which alone images are dropped; 0: all
  uint64_t seed = 0;
  uint64_t pass = 0;  // which one of those with this seed: an arch, on one batch of one step

  bool operator==(const Regularisation&) const = default;
};

// By operation, which share of its first input it drops. An addition's first input is the branch
// beside the shortcut. The l-th of all L of them drops l / L of `drop_path`, or nothing before the
// last stages.
std::vector<double> drop_rates(const Regularisation& regularisation, const Graph& graph);

// What the operations of one pass multiply their first input by, so that it stays as large on
// average: 0, or 1 / (1 - rate).
class Drops {
 public:
  Drops(const Regularisation& regularisation, const Graph& graph);

  // Of an addition [N, 1, 1, 1], of a dropout like `input`; on its device, of float, or double in
  // double. Undefined where nothing is dropped.
  at::Tensor factors(int op, const at::Tensor& input) const;

 private:
  const Graph& graph_;
  Regularisation regularisation_;
  std::vector<double> rates_;
};

}  // namespace ofa
