#pragma once

#include "io/named_tensors.h"
#include "nn/operations.h"

namespace ofa {

// Which of a stored norm's channels a network takes: all, or the first ones, as once-for-all (2020)
// cuts them for a narrower network.
enum class StoredChannels { kExactly, kLeading };

// The moments of every norm of a network, in order: "NORM.mean" and "NORM.variance" of a file. An
// Error that names what is missing or of another shape or type.
std::vector<Moments> read_moments(const Graph& graph, const NamedTensors& tensors,
                                  StoredChannels channels);

}  // namespace ofa
