#include "nn/subnet.h"

#include <ATen/ATen.h>

#include "config/load.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "graph/freeze.h"
#include "io/safetensors.h"
#include "nn/tensor_io.h"
#include "space/arch_json.h"
#include "space/lower.h"

namespace ofa {
namespace {

constexpr const char* kFormat = "ofa-subnet/1";
constexpr uint64_t kMaxArchBytes = 1'000'000;

// A network without anything open, its weights still zero.
Subnet empty_subnet(const Space& space, const Arch& arch, const WeightsOptions& options) {
  const Graph graph = freeze(lower(space, arch));
  Weights weights(SharedParameters{{graph.dims, graph.parameters}, {}, {}}, options);
  Plan plan = make_plan(graph, arch, weights);
  return {space, std::move(plan), std::move(weights), {}};
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
               const NormStatistics& statistics) {
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
  const std::string checksum = write_safetensors(folder / "weights.safetensors", tensors.views());
  write_file(folder / "space.yaml", to_yaml(dump(subnet.space.spec)));
  const Json description{{"format", kFormat},
                         {"space", subnet.space.name},
                         {"arch", to_json(subnet.space, subnet.plan.arch)},
                         {"weights", {{"file", "weights.safetensors"}, {"xxh3", checksum}}}};
  write_file(folder / "arch.json", description.dump(2) + "\n");
}

Subnet load_subnet(const std::filesystem::path& folder) {
  const std::string description_file = folder / "arch.json";
  const Json description = parse_json(read_file(description_file, kMaxArchBytes), description_file);
  if (!description.is_object() || description.value("format", Json()) != kFormat)
    throw Error("{}: expected the format {}", description_file, kFormat);
  const Json name = description.value("space", Json());
  const Json arch_json = description.value("arch", Json());
  if (!name.is_string()) throw Error("{}: space: expected a name", description_file);
  const Space space =
      make_space(name.get<std::string>(), read<SpaceSpec>(load_yaml(folder / "space.yaml")));
  const Arch arch = arch_from_json(space, arch_json, description_file);

  Subnet subnet = empty_subnet(space, arch, {});
  const std::string weights_file = folder / "weights.safetensors";
  const SafetensorsFile file = read_safetensors(weights_file);
  std::vector<TensorView> parameters = file.tensors.all();
  std::vector<Moments> moments;
  for (const std::string& norm : norm_names(subnet.plan)) {
    moments.push_back({to_tensor(file.tensors.at(norm + ".mean")),
                       to_tensor(file.tensors.at(norm + ".variance"))});
    std::erase_if(parameters, [&](const TensorView& view) {
      return view.name == norm + ".mean" || view.name == norm + ".variance";
    });
  }
  fill_weights(subnet.weights, parameters, weights_file);
  subnet.statistics = NormStatistics::stored(arch, std::move(moments), subnet.weights);
  return subnet;
}

}  // namespace ofa
