#include "nn/weights.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "nn/kernel_transform.h"
#include "nn/nhwc.h"

namespace ofa {
namespace {

constexpr int64_t kAlignment = 64;

bool is_decayed(Role role, const WeightsOptions& options) {
  return role == Role::kWeight || (role == Role::kKernelTransform && options.decay_kernel_matrices);
}

std::vector<int64_t> strides_of(const std::vector<int64_t>& sizes) {
  if (sizes.size() == 4) return {sizes[1] * sizes[2] * sizes[3], 1, sizes[3] * sizes[1], sizes[1]};
  if (sizes.size() == 2) return {sizes[1], 1};
  return {1};
}

// The leading part, or the centre, of a full-size view.
at::Tensor narrowed(at::Tensor full, const Parameter& parameter,
                    const std::vector<int64_t>& sizes) {
  for (size_t axis = 0; axis < sizes.size(); ++axis) {
    const int64_t widest = full.size(static_cast<int64_t>(axis)), size = sizes[axis];
    if (size == widest) continue;
    const int64_t start = parameter.axes[axis].centred ? widest / 2 - size / 2 : 0;
    full = full.narrow(static_cast<int64_t>(axis), start, size);
  }
  return full;
}

// In the order of its kind; aligned, in memory of its own, unless it is so already.
at::Tensor packed(const at::Tensor& tensor, at::ScalarType dtype) {
  if (tensor.scalar_type() == dtype) return tensor.dim() == 4 ? nhwc(tensor) : tensor.contiguous();
  at::Tensor result = at::empty_strided(tensor.sizes(), strides_of(tensor.sizes().vec()),
                                        tensor.options().dtype(dtype));
  return result.copy_(tensor);
}

}  // namespace

Weights::Weights(SharedParameters declared, const WeightsOptions& options)
    : declared_(std::move(declared)), options_(options) {
  const int64_t element = static_cast<int64_t>(c10::elementSize(options.dtype));
  std::array<int64_t, 2> ends{0, 0};
  for (const Parameter& parameter : declared_.parameters) {
    by_name_.emplace(parameter.name, static_cast<ParamId>(places_.size()));
    Place place;
    place.group = is_decayed(parameter.role, options) ? WeightGroup::kDecayed : WeightGroup::kPlain;
    for (const Axis& axis : parameter.axes) place.sizes.push_back(declared_.dims[axis.dim].widest);
    place.strides = strides_of(place.sizes);
    int64_t& end = ends[static_cast<int>(place.group)];
    place.offset = end;
    const int64_t bytes = declared_.widest_size(parameter) * element;
    end += (bytes + kAlignment - 1) / kAlignment * kAlignment / element;
    places_.push_back(std::move(place));
  }
  // Float32 means float32 on CUDA too, not TF32.
  at::globalContext().setAllowTF32CuDNN(false);
  const auto tensor_options = at::TensorOptions().dtype(options.dtype).device(options.device);
  for (int group = 0; group < 2; ++group) {
    flat_values_[group] = at::zeros({ends[group]}, tensor_options);
    flat_gradients_[group] = at::zeros({ends[group]}, tensor_options);
  }
}

ParamId Weights::find(const std::string& name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) throw Error("the supernet has no parameter {}", name);
  return found->second;
}

Slice Weights::slice(const Graph& graph, ParamId id) const {
  const Parameter& parameter = graph.parameters[id];
  Slice slice{find(parameter.name), graph.active_sizes(parameter), parameter.transforms};
  for (KernelTransform& step : slice.transforms)
    step.matrix = find(graph.parameters[step.matrix].name);
  return slice;
}

at::Tensor Weights::view(const Buffers& buffers, ParamId parameter) const {
  return view_of(buffers[static_cast<int>(places_[parameter].group)], parameter);
}

at::Tensor Weights::view_of(const at::Tensor& flat, ParamId parameter) const {
  const Place& place = places_[parameter];
  return flat.as_strided(place.sizes, place.strides, place.offset);
}

at::Tensor Weights::read(const Slice& slice, at::ScalarType dtype) const {
  const at::NoGradGuard no_grad;
  const Parameter& parameter = declared_.parameters[slice.parameter];
  if (slice.transforms.empty())
    return packed(narrowed(values(slice.parameter), parameter, slice.sizes), dtype);
  return packed(shrink_kernel(*this, slice), dtype);
}

void Weights::add_grad(const Slice& slice, const at::Tensor& gradient) {
  const at::NoGradGuard no_grad;
  const Parameter& parameter = declared_.parameters[slice.parameter];
  if (slice.transforms.empty()) {
    narrowed(gradients(slice.parameter), parameter, slice.sizes).add_(gradient);
    return;
  }
  add_kernel_grad(*this, slice, gradient.to(options_.dtype));
}

void Weights::add_product_grad(const Slice& slice, const at::Tensor& of_output,
                               const at::Tensor& input) {
  const at::NoGradGuard no_grad;
  const Parameter& parameter = declared_.parameters[slice.parameter];
  if (!slice.transforms.empty())
    return add_grad(slice, at::mm(of_output.t(), input).view(slice.sizes));
  at::Tensor sum = narrowed(gradients(slice.parameter), parameter, slice.sizes).flatten(1);
  if (input.scalar_type() == sum.scalar_type())
    sum.addmm_(of_output.t(), input);
  else
    sum.add_(at::mm(of_output.t(), input));
}

int64_t Weights::version() const {
  return static_cast<int64_t>(flat_values_[0]._version()) +
         static_cast<int64_t>(flat_values_[1]._version());
}

}  // namespace ofa
