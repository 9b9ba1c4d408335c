#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace ofa {

// What running a network takes, whoever runs it. MACs are of convolutions and linears, for one
// image; parameters are those of the arch alone (kernel matrices are applied when it is cut out).
struct Cost {
  int64_t macs = 0;
  int64_t params = 0;
  int64_t peak_activation_bytes = 0;

  // Blocks run one after another: work and weights add up, memory is that of the neediest.
  Cost& operator+=(const Cost& block);
  bool operator==(const Cost&) const = default;
};

constexpr int kFloatBytes = 4;
inline int64_t weight_bytes(const Cost& cost) {
  return cost.params * kFloatBytes;
}

int64_t macs(const Graph& graph, const Op& op);
Cost cost(const Graph& graph, const Block& block);
Cost cost(const Graph& graph);

// All declared values, kernel matrices included, each axis at its widest.
int64_t supernet_params(const Parameters& parameters);

}  // namespace ofa
