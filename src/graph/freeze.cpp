#include "graph/freeze.h"

namespace ofa {

Graph freeze(const Graph& graph) {
  Graph frozen = graph;
  for (Dim& dim : frozen.dims) dim.widest = dim.active;
  frozen.parameters.clear();
  std::vector<ParamId> moved(graph.parameters.size(), -1);
  for (size_t id = 0; id < graph.parameters.size(); ++id) {
    if (graph.parameters[id].role == Role::kKernelTransform) continue;
    moved[id] = static_cast<ParamId>(frozen.parameters.size());
    frozen.parameters.push_back(graph.parameters[id]);
    frozen.parameters.back().transforms.clear();
  }
  for (Op& op : frozen.ops)
    for (ParamId& id : op.parameters) id = moved[id];
  return frozen;
}

}  // namespace ofa
