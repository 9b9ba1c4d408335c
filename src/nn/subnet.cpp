#include "nn/subnet.h"

#include <ATen/ATen.h>

#include "io/folders.h"
#include "io/safetensors.h"
#include "nn/model.h"
#include "nn/moments_io.h"
#include "nn/tensor_io.h"

namespace ofa {
namespace {

// A network by itself, its weights still zero.
Subnet empty_subnet(const Space& space, const Arch& arch, const WeightsOptions& options) {
  Model model = make_model(space, arch, options);
  Plan plan = model.plan(arch);
  return {space, std::move(plan), std::move(model.weights), {}, nullptr};
}

// "stages.0.blocks.1.expand.bn", by the number of the norm.
std::vector<std::string> norm_names(const Plan& plan) {
  std::vector<std::string> names;
  for (size_t i = 0; i < plan.norms.size(); ++i)
    if (plan.norms[i] >= 0) names.push_back(plan.graph.ops[i].name);
  return names;
}

}  // namespace

at::Tensor Subnet::evaluate(const at::Tensor& images, at::ScalarType precision) const {
  return ofa::evaluate(weights, plan, images, statistics, precision).at(plan.graph.output);
}

Subnet extract(const Space& space, const Weights& weights, const Plan& plan,
               const NormStatistics& statistics, const Json& data) {
  TORCH_CHECK(statistics.arch() == plan.arch, "these statistics are of another arch");
  const at::NoGradGuard no_grad;
  Subnet subnet =
      empty_subnet(space, plan.arch, {.dtype = weights.dtype(), .device = weights.device()});
  for (size_t id = 0; id < plan.graph.parameters.size(); ++id) {
    if (plan.graph.parameters[id].role == Role::kKernelTransform) continue;
    const ParamId own = subnet.weights.find(plan.graph.parameters[id].name);
    subnet.weights.values(own).copy_(weights.read(plan.slices[id], weights.dtype()));
  }
  std::vector<Moments> moments;
  for (const Moments& norm : statistics.moments())
    moments.push_back({norm.mean.clone(), norm.variance.clone()});
  subnet.statistics = NormStatistics::stored(plan.arch, std::move(moments), subnet.weights);
  subnet.data = data;
  return subnet;
}

void save_subnet(const Subnet& subnet, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  TensorList tensors;
  add_weights(tensors, subnet.weights);
  const std::vector<std::string> norms = norm_names(subnet.plan);
  for (size_t i = 0; i < norms.size(); ++i) {
    tensors.add(norms[i] + ".mean", subnet.statistics.moments()[i].mean);
    tensors.add(norms[i] + ".variance", subnet.statistics.moments()[i].variance);
  }
  write_safetensors(weights_file(folder), tensors.views());
  write_subnet_description(folder, {subnet.space, subnet.plan.arch, subnet.data});
}

Subnet load_subnet(const std::filesystem::path& folder) {
  const SubnetDescription description = read_subnet_description(folder);
  Subnet subnet = empty_subnet(description.space, description.arch, {});
  subnet.data = description.data;
  const SafetensorsFile file = read_safetensors(weights_file(folder));
  std::vector<TensorView> parameters = file.tensors.all();
  std::vector<Moments> moments =
      read_moments(subnet.plan.graph, file.tensors, StoredChannels::kExactly);
  for (const std::string& norm : norm_names(subnet.plan))
    std::erase_if(parameters, [&](const TensorView& view) {
      return view.name == norm + ".mean" || view.name == norm + ".variance";
    });
  fill_weights(subnet.weights, parameters, weights_file(folder));
  subnet.statistics = NormStatistics::stored(description.arch, std::move(moments), subnet.weights);
  return subnet;
}

}  // namespace ofa
