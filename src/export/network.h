#pragma once

#include <vector>

#include "graph/graph.h"

namespace ofa {

// What a norm of a trained network normalises with.
struct NormMoments {
  std::vector<float> mean, variance;
};

// One network by itself as plain numbers: a graph as wide as it is active, and what its parameters
// hold.
struct Network {
  Graph graph;
  std::vector<std::vector<float>> values;  // by parameter, outermost axis first
  std::vector<NormMoments> moments;        // by norm, in the order of the operations
};

}  // namespace ofa
