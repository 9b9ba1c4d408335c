#include "nn/model.h"

#include "graph/freeze.h"
#include "space/lower.h"

namespace ofa {

Plan Model::plan(const Arch& arch) const {
  const Graph graph = lower(space, arch);
  return make_plan(only ? freeze(graph) : graph, arch, weights);
}

Model make_model(const Space& space, const std::optional<Arch>& only,
                 const WeightsOptions& options) {
  if (!only) return {space, Weights(lower_supernet(space), options), only};
  const Graph graph = freeze(lower(space, *only));
  return {space, Weights({{graph.dims, graph.parameters}, {}, {}}, options), only};
}

}  // namespace ofa
