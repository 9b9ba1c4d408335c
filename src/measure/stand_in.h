#pragma once

#include <optional>

#include "export/network.h"
#include "export/quantization.h"
#include "latency/fingerprint.h"

namespace ofa {

// A folded network to be timed, or a block of one.
struct StandIn {
  Network network;
  std::optional<Quantization> quantization;
};

// Time does not depend on what the numbers are, as long as they are ordinary ones: weights repeat
// after a few dozen, so that files of them compress to almost nothing; of bytes, ranges are
// assumed.
StandIn stand_in(const Graph& graph, Arithmetic precision);

// Does next to nothing: what it takes is what a call costs.
Graph empty_graph();

}  // namespace ofa
