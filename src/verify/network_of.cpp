#include "verify/network_of.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/random.h"
#include "nn/initialise.h"
#include "nn/model.h"
#include "nn/tensor_io.h"

namespace ofa {
namespace {

constexpr int64_t kNoiseImages = 8;

std::vector<float> plain(const at::Tensor& tensor, const std::string& name) {
  if (!tensor.isfinite().all().item<bool>())
    throw Error("{}: holds values that are no finite numbers", name);
  return to_floats(tensor);
}

at::Tensor noise(const Graph& graph, uint64_t seed) {
  const Value& value = graph.values[graph.input];
  const at::Tensor images =
      at::empty({kNoiseImages, graph.channels(graph.input), value.height, value.width});
  Random random(seed, "noise");
  float* floats = images.data_ptr<float>();
  for (int64_t i = 0; i < images.numel(); ++i)
    floats[i] = static_cast<float>(4 * random.uniform() - 2);
  return images;
}

}  // namespace

Network network_of(const Subnet& subnet) {
  Network network{subnet.plan.graph, {}, {}};
  for (const Parameter& parameter : network.graph.parameters)
    network.values.push_back(
        plain(subnet.weights.values(subnet.weights.find(parameter.name)), parameter.name));
  for (const Moments& norm : subnet.statistics.moments())
    network.moments.push_back(
        {plain(norm.mean, "a norm's mean"), plain(norm.variance, "a norm's variance")});
  return network;
}

Subnet untrained_subnet(const Space& space, const Arch& arch, uint64_t seed) {
  const Model model = make_model(space, arch);
  Weights weights = model.weights;
  initialise(weights, seed);
  const Plan plan = model.plan(arch);
  NormCalibration calibration(weights, plan, at::kFloat);
  calibration.add(noise(plan.graph, seed));
  return extract(space, weights, plan, calibration.finish());
}

}  // namespace ofa
