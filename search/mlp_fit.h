#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "search/codes.h"
#include "search/dense_layer.h"

namespace ofa {

struct MlpOptions {
  std::vector<int> hidden{64};  // units of each hidden layer
  int steps = 1000;             // whatever the number of rows
  int batch = 32;
  double lr = 0.01;  // in the beginning; it falls as a cosine does
  double weight_decay = 0.3;
};

// A network with ReLU between its layers that gives rows their targets, by Adam (Kingma and Ba,
// 2015) with decoupled weight decay on the squared error. The same numbers drawn give the same
// network.
Layers fit_mlp(const Codes& codes, std::span<const double> targets, const MlpOptions& options,
               Random random);

}  // namespace ofa
