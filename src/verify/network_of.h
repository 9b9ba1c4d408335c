#pragma once

#include "export/network.h"
#include "nn/subnet.h"

namespace ofa {

// A subnet as plain numbers.
Network network_of(const Subnet& subnet);

// A network of a space that nobody has trained: random weights, norms calibrated on noise.
Subnet untrained_subnet(const Space& space, const Arch& arch, uint64_t seed);

}  // namespace ofa
