#include "nn/published_network.h"

#include "core/error.h"
#include "graph/freeze.h"
#include "io/published_weights.h"
#include "nn/tensor_io.h"
#include "space/lower.h"

namespace ofa {
namespace {

std::vector<Moments> moments_of(const Graph& graph, const NamedTensors& norms) {
  std::vector<Moments> moments;
  for (const Op& op : graph.ops) {
    if (!std::holds_alternative<BatchNorm>(op.operation)) continue;
    if (!norms.find(op.name + ".mean"))
      throw Error("{}: no running statistics of {}; without them a network by itself cannot run",
                  norms.file(), op.name);
    moments.push_back(
        {to_tensor(norms.at(op.name + ".mean")), to_tensor(norms.at(op.name + ".variance"))});
  }
  return moments;
}

}  // namespace

Subnet published_network(const Space& space, const Arch& arch, const Checkpoint& checkpoint,
                         const std::string& file) {
  const PublishedWeights published = map_published_weights(space, arch, checkpoint, file);
  const Graph graph = freeze(lower(space, arch));
  Weights weights(SharedParameters{{graph.dims, graph.parameters}, {}, {}}, {});
  fill_weights(weights, published.parameters.all(), file);
  Plan plan = make_plan(graph, arch, weights);
  NormStatistics statistics =
      NormStatistics::stored(arch, moments_of(graph, published.norms), weights);
  return {space, std::move(plan), std::move(weights), std::move(statistics), nullptr};
}

}  // namespace ofa
