#include "tests/verify/verify_testing.h"

#include "core/random.h"
#include "nn/initialise.h"
#include "space/supernet.h"

namespace ofa {

RandomSupernet plausible_supernet(const std::string& name, uint64_t seed) {
  const Space space = load_space(name);
  Weights weights(lower_supernet(space), {});
  initialise(weights, seed);
  const auto& parameters = weights.declared().parameters;
  for (size_t id = 0; id < parameters.size(); ++id) {
    const Role role = parameters[id].role;
    if (role == Role::kWeight || role == Role::kKernelTransform) continue;
    Random random(seed, parameters[id].name);
    const at::Tensor values = weights.values(static_cast<ParamId>(id));
    for (int64_t i = 0; i < values.numel(); ++i)
      values[i] += (role == Role::kNormScale ? 0.3 : 0.2) * (2 * random.uniform() - 1);
  }
  return {space, std::move(weights)};
}

Subnet random_subnet(const RandomSupernet& net, const Arch& arch, uint64_t seed) {
  const Plan plan = make_plan(net.space, arch, net.weights);
  const DatasetInfo info = plain_info(plan.graph);
  NormCalibration calibration(net.weights, plan, at::kFloat);
  calibration.add(tensor_of(noise_pictures(64, arch.resolution, info.channels, seed), info));
  return extract(net.space, net.weights, plan, calibration.finish());
}

DatasetInfo plain_info(const Graph& graph) {
  DatasetInfo info{.source = "noise"};
  info.channels = static_cast<int>(graph.channels(graph.input));
  info.mean.assign(info.channels, 0.4);  // with 0.5 every pixel would lie between two bytes
  info.std.assign(info.channels, 0.25);
  for (int64_t i = 0; i < graph.channels(graph.output); ++i)
    info.classes.push_back("class " + std::to_string(i));
  info.typical_size = {32, 32};
  return info;
}

ModelCard card_for(const DatasetInfo& info, double tolerance, bool takes_pixels) {
  ModelCard card;
  card.data = info;
  card.takes_pixels = takes_pixels;
  card.examples.tolerance = tolerance;
  return card;
}

}  // namespace ofa
