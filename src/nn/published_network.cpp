#include "nn/published_network.h"

#include "io/published_weights.h"
#include "nn/model.h"
#include "nn/moments_io.h"
#include "nn/tensor_io.h"

namespace ofa {

Subnet published_network(const Space& space, const Arch& arch, const Checkpoint& checkpoint,
                         const std::string& file) {
  const PublishedWeights published = map_published_weights(space, arch, checkpoint, file);
  Model model = make_model(space, arch);
  fill_weights(model.weights, published.parameters.all(), file);
  Plan plan = model.plan(arch);
  NormStatistics statistics = NormStatistics::stored(
      arch, read_moments(plan.graph, published.norms, StoredChannels::kExactly), model.weights);
  return {space, std::move(plan), std::move(model.weights), std::move(statistics), nullptr};
}

}  // namespace ofa
