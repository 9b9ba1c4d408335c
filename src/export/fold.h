#pragma once

#include "export/network.h"

namespace ofa {

// The same network without norms and dropout: a norm becomes part of the convolution before it, or,
// where there is none of its own, one number to multiply with and one to add a channel.
Network fold(const Network& network);

// Convolutions of 1x1 (or linears) of a block that read the same value, as one that gives all their
// channels, and slices of what it gives. A runtime then reads the value once.
Network merge_parallel(const Network& folded);

}  // namespace ofa
