#include "nn/model.h"

#include "graph/freeze.h"
#include "space/lower.h"

namespace ofa {

Plan Model::plan(const Arch& arch) const {
  const Graph graph = lower(space, arch);
  return make_plan(only ? freeze(graph) : graph, arch, weights);
}

}  // namespace ofa
