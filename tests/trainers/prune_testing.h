#pragma once

#include <ATen/ATen.h>

#include "config/yaml.h"
#include "nn/initialise.h"
#include "nn/run.h"
#include "trainers/pruner.h"

namespace ofa {

inline constexpr const char* kPlainBlocks = R"(
input: {channels: 1, resolution: 12}
classes: 4
stem: {channels: 8, kernel: 3}
stages:
  - {block: mbconv, stride: 2, channels: 16, depth: 2, kernel: 3, expand: 4}
  - {block: bottleneck, stride: 2, channels: 32, depth: 2, expand: 0.75}
head: [pool, linear]
)";
inline constexpr const char* kSqueezed = R"(
input: {channels: 1, resolution: 12}
classes: 4
stem: {channels: 8, kernel: 3}
stages: [{block: mbconv, stride: 2, channels: 16, depth: 2, kernel: 3, expand: 6, squeeze_excite: true}]
head: [pool, linear]
)";

// One network that can be pruned, its norms' shifts not zero, in double.
inline Model prunable(const std::string& yaml, uint64_t seed = 1) {
  const Space space = make_space("toy", read<SpaceSpec>(parse_yaml(yaml, "toy.yaml")));
  NarrowableNetwork network = narrowable(space, max_arch(space));
  Model model = make_model(network.space, network.arch, {.dtype = at::kDouble});
  initialise(model.weights, seed);
  const at::Tensor& plain = model.weights.flat_values(WeightGroup::kPlain);
  plain.add_(at::sin(at::arange(plain.size(0), at::kDouble)), 0.3);
  return model;
}

inline at::Tensor prune_images() {
  return at::sin(at::arange(8 * 144, at::kDouble) * 1.7).reshape({8, 1, 12, 12});
}

inline at::Tensor logits_of(const Model& model) {
  const Plan plan = model.plan(*model.only);
  return forward_train(model.weights, plan, prune_images(), at::kDouble, nullptr)
      .at(plan.graph.output);
}

inline PhasePlan pruning_plan(const PruneConfig& prune, int64_t first, int64_t end) {
  PhasePlan plan;
  plan.phase.name = "prune";
  plan.phase.prune = prune;
  plan.first = first;
  plan.end = end;
  return plan;
}

}  // namespace ofa
