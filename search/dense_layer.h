#pragma once

#include <string>
#include <vector>

#include "io/named_tensors.h"

namespace ofa {

// A fully connected layer as files hold it: outputs = weights * inputs + bias.
struct DenseLayer {
  int inputs = 0;
  int outputs = 0;
  std::vector<float> weights;  // [outputs, inputs]
  std::vector<float> bias;     // [outputs]

  bool operator==(const DenseLayer&) const = default;
};

using Layers = std::vector<DenseLayer>;  // of a network, in their order

// Of a matrix and a vector by these names; no name: a bias of zeros.
DenseLayer read_layer(const NamedTensors& tensors, const std::string& weight,
                      const std::string& bias);

}  // namespace ofa
