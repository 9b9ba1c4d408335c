#include "nn/model.h"

#include "core/error.h"
#include "graph/freeze.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {

Plan Model::plan(const Arch& arch) const {
  if (only && arch.picks != only->picks)
    throw Error("only the network {} is there; got {}", to_text(space, *only),
                to_text(space, arch));
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
