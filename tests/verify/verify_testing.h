#pragma once

#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "runtime/runtimes.h"
#include "tests/nn/nn_testing.h"
#include "verify/export_subnet.h"
#include "verify/picture_tensor.h"

namespace ofa {

// Random weights as training starts with them, and norms and biases that are not trivial: rounding
// grows no more than in a trained network.
RandomSupernet plausible_supernet(const std::string& space, uint64_t seed);

// One arch of a random supernet, its norms calibrated on pictures like those that tests run it on.
Subnet random_subnet(const RandomSupernet& net, const Arch& arch, uint64_t seed);

// What images are like that nobody described.
DatasetInfo plain_info(const Graph& graph);

// What a file of such a network says of itself, as far as checking it goes.
ModelCard card_for(const DatasetInfo& info, double tolerance, bool takes_pixels = false);

}  // namespace ofa
