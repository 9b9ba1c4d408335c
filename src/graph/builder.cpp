#include "graph/builder.h"

#include "core/error.h"
#include "graph/key.h"
#include "graph/shapes.h"

namespace ofa {

ValueId GraphBuilder::input(DimId channels, int height, int width) {
  graph_.values.push_back({channels, height, width});
  graph_.input = static_cast<ValueId>(graph_.values.size()) - 1;
  return graph_.input;
}

void GraphBuilder::begin_block(std::string name) {
  block_ = std::move(name);
  graph_.blocks.push_back({block_, "", static_cast<int>(graph_.ops.size()), 0});
}

void GraphBuilder::end_block() {
  Block& block = graph_.blocks.back();
  block.num_ops = static_cast<int>(graph_.ops.size()) - block.first_op;
  block.key = block_key(graph_, block);
  block_.clear();
}

Graph GraphBuilder::finish(ValueId output) {
  graph_.output = output;
  return std::move(graph_);
}

DimId GraphBuilder::dim(std::string_view name, int64_t widest, int64_t active) {
  return global_dim(scoped(name), widest, active);
}

DimId GraphBuilder::global_dim(const std::string& name, int64_t widest, int64_t active) {
  const auto [found, is_new] = dim_ids_.try_emplace(name, static_cast<DimId>(graph_.dims.size()));
  if (is_new) graph_.dims.push_back({name, widest, active});
  const Dim& dim = graph_.dims[found->second];
  if (dim.widest != widest || dim.active != active)
    throw Error("dim {} is {} of {}, and also {} of {}", name, dim.active, dim.widest, active,
                widest);
  return found->second;
}

DimId GraphBuilder::fixed(int64_t size) {
  return global_dim(std::to_string(size), size, size);
}

Kernel GraphBuilder::kernel(int size) {
  return {.dim = fixed(size), .transformed_sizes = {}};
}

ValueId GraphBuilder::conv(std::string_view name, ValueId x, const ConvOptions& options) {
  const DimId out = options.depthwise ? channels(x) : options.out;
  const DimId in = options.depthwise ? fixed(1) : channels(x);
  const Axis side{options.kernel.dim, /*centred=*/true};
  const ParamId weight =
      parameter(scoped(name) + ".weight", Role::kWeight, {{out}, {in}, side, side});
  graph_.parameters[weight].transforms = transforms(name, options.kernel);
  std::vector<ParamId> parameters{weight};
  if (options.bias) parameters.push_back(parameter(scoped(name) + ".bias", Role::kBias, {{out}}));
  const int size = static_cast<int>(graph_.dims[options.kernel.dim].active);
  return append(name, Conv{size, options.stride, options.depthwise}, {x}, parameters);
}

ValueId GraphBuilder::batch_norm(std::string_view name, ValueId x, double epsilon) {
  const Axis channels{this->channels(x)};
  const ParamId scale = parameter(scoped(name) + ".weight", Role::kNormScale, {channels});
  const ParamId shift = parameter(scoped(name) + ".bias", Role::kNormShift, {channels});
  return append(name, BatchNorm{epsilon}, {x}, {scale, shift});
}

ValueId GraphBuilder::activation(std::string_view name, ValueId x, Act act) {
  return act == Act::kNone ? x : append(name, Activation{act}, {x});
}

ValueId GraphBuilder::add(std::string_view name, ValueId a, ValueId b) {
  return append(name, Add{}, {a, b});
}

ValueId GraphBuilder::mul(std::string_view name, ValueId x, ValueId factor) {
  return append(name, Mul{}, {x, factor});
}

ValueId GraphBuilder::global_pool(std::string_view name, ValueId x) {
  return append(name, GlobalPool{}, {x});
}

ValueId GraphBuilder::average_pool(std::string_view name, ValueId x, const AveragePool& pool) {
  return append(name, pool, {x});
}

ValueId GraphBuilder::max_pool(std::string_view name, ValueId x, const MaxPool& pool) {
  return append(name, pool, {x});
}

ValueId GraphBuilder::linear(std::string_view name, ValueId x, DimId out) {
  const ParamId weight = parameter(scoped(name) + ".weight", Role::kWeight, {{out}, {channels(x)}});
  const ParamId bias = parameter(scoped(name) + ".bias", Role::kBias, {{out}});
  return append(name, Linear{}, {x}, {weight, bias});
}

ValueId GraphBuilder::reshape(std::string_view name, ValueId x) {
  return append(name, Reshape{}, {x});
}

ValueId GraphBuilder::dropout(std::string_view name, ValueId x) {
  return append(name, Dropout{}, {x});
}

std::string GraphBuilder::scoped(std::string_view name) const {
  return block_.empty() ? std::string(name) : block_ + "." + std::string(name);
}

ParamId GraphBuilder::parameter(std::string name, Role role, std::vector<Axis> axes) {
  graph_.parameters.push_back({std::move(name), role, std::move(axes), {}});
  return static_cast<ParamId>(graph_.parameters.size()) - 1;
}

std::vector<KernelTransform> GraphBuilder::transforms(std::string_view conv, const Kernel& kernel) {
  std::vector<KernelTransform> steps;
  for (size_t i = 1; i < kernel.transformed_sizes.size(); ++i) {
    const int from = kernel.transformed_sizes[i - 1], to = kernel.transformed_sizes[i];
    const Axis entries{fixed(int64_t{to} * to)};
    const std::string name = fmt::format("{}.{}to{}", scoped(conv), from, to);
    steps.push_back({from, to, parameter(name, Role::kKernelTransform, {entries, entries})});
  }
  return steps;
}

ValueId GraphBuilder::append(std::string_view name, Operation operation,
                             std::vector<ValueId> inputs, std::vector<ParamId> parameters) {
  Op op{scoped(name), std::move(operation), std::move(inputs), std::move(parameters),
        static_cast<ValueId>(graph_.values.size())};
  graph_.values.push_back(infer_output(graph_, op));
  graph_.ops.push_back(std::move(op));
  return graph_.ops.back().output;
}

}  // namespace ofa
