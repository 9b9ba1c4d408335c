#include "trainers/set_up.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "io/folders.h"
#include "io/safetensors.h"
#include "nn/initialise.h"
#include "nn/tensor_io.h"
#include "space/arch_text.h"
#include "trainers/precision.h"
#include "trainers/pruner.h"
#include "trainers/regularise.h"
#include "trainers/teachers.h"

namespace ofa {
namespace {

bool tells_classes(const Weights& weights, const Parameter& parameter) {
  return std::ranges::any_of(parameter.axes, [&](const Axis& axis) {
    return weights.declared().dims[axis.dim].name == "classes";
  });
}

std::string not_fitting(const Weights& weights, ParamId id, const TensorView* found,
                        const std::string& from) {
  const Parameter& parameter = weights.declared().parameters[static_cast<size_t>(id)];
  if (!found)
    return fmt::format("init.from: {} has no {}; it is of another space", from, parameter.name);
  const std::string shapes =
      fmt::format("{} is {} there and {} here", parameter.name, shape_text(found->shape),
                  shape_text(weights.values(id).sizes().vec()));
  return tells_classes(weights, parameter)
             ? fmt::format("init.from: {}: {}: other classes; say init.head: new", from, shapes)
             : fmt::format("init.from: {}: {}; it is of another space", from, shapes);
}

// Weights of a run or subnet, by name, over those that the model has.
void take_weights(Model& model, const InitConfig& init) {
  const at::NoGradGuard no_grad;
  if (!is_run(init.from) && !is_subnet(init.from))
    throw Error("init.from: {} is neither a run nor a subnet folder", init.from);
  const SafetensorsFile file = read_safetensors(weights_file(init.from));
  const auto& parameters = model.weights.declared().parameters;
  for (ParamId id = 0; id < static_cast<ParamId>(parameters.size()); ++id) {
    const Parameter& parameter = parameters[static_cast<size_t>(id)];
    if (init.head == Head::kNew && tells_classes(model.weights, parameter)) continue;
    const TensorView* found = file.tensors.find(parameter.name);
    at::Tensor values = model.weights.values(id);
    if (!found || at::IntArrayRef(found->shape) != values.sizes())
      throw Error("{}", not_fitting(model.weights, id, found, init.from));
    values.copy_(to_tensor(*found));
  }
}

void check_channels(const Space& space, const Dataset& dataset) {
  const int takes = space.spec.input.channels, has = dataset.info().channels;
  if (takes != has)
    throw Error(
        "space {} takes pictures of {} channels, the data have {}; write a space with base: "
        "{}.yaml and input: {{channels: {}}}",
        space.name, takes, has, space.name, has);
}

}  // namespace

Space with_classes(const Space& space, int num_classes) {
  SpaceSpec spec = space.spec;
  spec.classes = num_classes;
  return make_space(space.name, spec);
}

Space named_space(const TrainConfig& config) {
  if (config.space.empty()) throw Error("space: required; a name in configs/spaces/ or a file");
  return load_space(config.space);
}

Space space_for(const TrainConfig& config, const Dataset& dataset) {
  const Space space = named_space(config);
  check_channels(space, dataset);
  return with_classes(space, dataset.info().num_classes());
}

void check_phases(const TrainConfig& config, const Space& space) {
  check_regularise(config.regularise, space);
  for (const std::string& arch : config.evaluate.archs.named) parse_arch(space, arch);
  for (const PhaseConfig& phase : config.phases) restrict_space(space, phase.open);
  check_teachers(config, space);
}

WeightsOptions weights_options(const TrainConfig& config) {
  return {.device = device_named(config.device),
          .decay_kernel_matrices = config.optimizer.decay_kernel_matrices};
}

Model new_model(const TrainConfig& config, const Space& space) {
  Model model = make_model(space, std::nullopt, weights_options(config));
  initialise(model.weights, static_cast<uint64_t>(config.seed),
             {.zero_residual = config.init.zero_residual});
  if (!config.init.from.empty()) take_weights(model, config.init);
  return model;
}

Model model_of_subnet(const std::filesystem::path& folder, const TrainConfig& config,
                      const Dataset& dataset) {
  const SubnetDescription subnet = read_subnet_description(folder);
  check_channels(subnet.space, dataset);
  NarrowableNetwork network{with_classes(subnet.space, dataset.info().num_classes()), subnet.arch};
  if (const PruneConfig* prune = pruning_of(config))
    network = narrowable(network.space, network.arch, prune->granularity);
  Model model = make_model(network.space, network.arch, weights_options(config));
  initialise(model.weights, static_cast<uint64_t>(config.seed));
  take_weights(model, {.from = folder, .head = config.init.head});
  return model;
}

Model model_to_fill(const std::filesystem::path& run, const TrainConfig& config) {
  const RunDescription description = read_run_description(run);
  return make_model(description.space, description.only, weights_options(config));
}

void resolve_machine(TrainConfig& config) {
  if (config.threads == 0) config.threads = at::get_num_threads();
  config.precision = resolved(config.precision, device_named(config.device));
}

void use_threads(int threads) {
  at::set_num_threads(threads);
}

}  // namespace ofa
