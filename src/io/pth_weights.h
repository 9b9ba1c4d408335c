#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/pickle_value.h"

namespace ofa {

// Where in a checkpoint's object the weights are.
struct PickledWeights {
  std::vector<std::pair<std::string_view, const PickleTensor*>> tensors;  // point into the tree
  std::vector<std::string> ignored;
};

PickledWeights find_weights(const PickleTree& tree, const std::string& file);

}  // namespace ofa
