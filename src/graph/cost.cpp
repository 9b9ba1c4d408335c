#include "graph/cost.h"

#include <algorithm>

#include "graph/memory.h"

namespace ofa {

Cost& Cost::operator+=(const Cost& block) {
  macs += block.macs;
  params += block.params;
  peak_activation_bytes = std::max(peak_activation_bytes, block.peak_activation_bytes);
  return *this;
}

// Each weight of a convolution or linear is used once a pixel of the output.
int64_t macs(const Graph& graph, const Op& op) {
  if (!std::holds_alternative<Conv>(op.operation) && !std::holds_alternative<Linear>(op.operation))
    return 0;
  return graph.active_size(graph.parameters[op.parameters[0]]) * graph.values[op.output].pixels();
}

Cost cost(const Graph& graph, const Block& block) {
  Cost total;
  for (int i = 0; i < block.num_ops; ++i) {
    const Op& op = graph.ops[block.first_op + i];
    total.macs += macs(graph, op);
    for (const ParamId id : op.parameters) total.params += graph.active_size(graph.parameters[id]);
  }
  total.peak_activation_bytes = peak_activation_values(graph, block) * kFloatBytes;
  return total;
}

Cost cost(const Graph& graph) {
  Cost total;
  for (const Block& block : graph.blocks) total += cost(graph, block);
  return total;
}

int64_t supernet_params(const Parameters& parameters) {
  int64_t total = 0;
  for (const Parameter& parameter : parameters.parameters)
    total += parameters.widest_size(parameter);
  return total;
}

}  // namespace ofa
