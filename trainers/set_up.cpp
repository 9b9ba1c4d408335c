#include "trainers/set_up.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "core/log.h"
#include "io/folders.h"
#include "io/safetensors.h"
#include "nn/initialise.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "trainers/precision.h"

namespace ofa {
namespace {

WeightsOptions weights_options(const TrainConfig& config) {
  return {.device = device_named(config.device),
          .decay_kernel_matrices = config.optimizer.decay_kernel_matrices};
}

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

}  // namespace

Space space_for(const TrainConfig& config, const Dataset& dataset) {
  if (config.space.empty()) throw Error("space: required; a name in configs/spaces/ or a file");
  const Space space = load_space(config.space);
  SpaceSpec spec = space.spec;
  spec.classes = dataset.info().num_classes();
  if (spec.input.channels != dataset.info().channels)
    throw Error(
        "space {} takes pictures of {} channels, the data have {}; write a space with base: "
        "{}.yaml "
        "and input: {{channels: {}}}",
        space.name, spec.input.channels, dataset.info().channels, space.name,
        dataset.info().channels);
  return make_space(space.name, spec);
}

Model new_model(const TrainConfig& config, const Space& space) {
  Model model{space, Weights(lower_supernet(space), weights_options(config)), std::nullopt};
  initialise(model.weights, static_cast<uint64_t>(config.seed),
             {.zero_residual = config.init.zero_residual});
  if (!config.init.from.empty()) take_weights(model, config.init);
  return model;
}

Model model_of_subnet(const std::filesystem::path& folder, const TrainConfig& config) {
  const at::NoGradGuard no_grad;
  const Subnet subnet = load_subnet(folder);
  Model model{subnet.space, Weights(subnet.weights.declared(), weights_options(config)),
              subnet.plan.arch};
  for (const WeightGroup group : {WeightGroup::kDecayed, WeightGroup::kPlain})
    at::Tensor(model.weights.flat_values(group)).copy_(subnet.weights.flat_values(group));
  return model;
}

void resolve_machine(TrainConfig& config) {
  if (config.threads == 0) config.threads = at::get_num_threads();
  config.precision = resolved(config.precision, device_named(config.device));
}

void use_threads(int threads) {
  at::set_num_threads(threads);
}

}  // namespace ofa
