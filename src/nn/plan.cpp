#include "nn/plan.h"

#include "core/error.h"
#include "space/lower.h"

namespace ofa {

Plan make_plan(const Space& space, const Arch& arch, const Weights& weights) {
  return make_plan(lower(space, arch), arch, weights);
}

Plan make_plan(const Graph& graph, const Arch& arch, const Weights& weights) {
  Plan plan{arch, graph, {}, {}, 0};
  for (size_t id = 0; id < plan.graph.parameters.size(); ++id)
    plan.slices.push_back(weights.slice(plan.graph, static_cast<ParamId>(id)));
  for (const Op& op : plan.graph.ops)
    plan.norms.push_back(std::holds_alternative<BatchNorm>(op.operation) ? plan.num_norms++ : -1);
  return plan;
}

ValueId Plan::output_of(const std::string& block) const {
  for (const Block& candidate : graph.blocks)
    if (candidate.name == block) return graph.block_output(candidate);
  throw Error("this arch has no block {}", block);
}

}  // namespace ofa
