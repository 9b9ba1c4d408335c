#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "space/supernet.h"

namespace ofa {

// What an arch reads of one parameter: the leading part of each axis, the centre of a kernel, and
// the learned matrices that a smaller kernel passes through. Ids are the shared parameters'.
struct Slice {
  ParamId parameter = -1;
  std::vector<int64_t> sizes;
  std::vector<KernelTransform> transforms;
};

// Weight decay pulls at the one group and not at the other.
enum class WeightGroup { kDecayed = 0, kPlain = 1 };
inline constexpr std::array kWeightGroups{WeightGroup::kDecayed, WeightGroup::kPlain};

struct WeightsOptions {
  at::ScalarType dtype = at::kFloat;
  at::Device device = at::kCPU;
  bool decay_kernel_matrices = false;  // decay pulls them from identity towards zero
};

// The shared weights of a space: all parameters of a group in one buffer, their gradients in
// another. A parameter is 64-byte aligned in the order that kernels read (O, kh, kw, I); the
// padding stays zero. Nothing here requires grad.
class Weights {
 public:
  Weights(SharedParameters declared, const WeightsOptions& options);

  const SharedParameters& declared() const { return declared_; }
  ParamId find(const std::string& name) const;  // an Error where there is none
  Slice slice(const Graph& graph, ParamId parameter) const;

  // Full-size views into the buffers: conv [O, I, kh, kw], linear [O, I], others [C].
  at::Tensor values(ParamId parameter) const { return view(flat_values_, parameter); }
  at::Tensor gradients(ParamId parameter) const { return view(flat_gradients_, parameter); }
  const at::Tensor& flat_values(WeightGroup group) const {
    return flat_values_[static_cast<int>(group)];
  }
  const at::Tensor& flat_gradients(WeightGroup group) const {
    return flat_gradients_[static_cast<int>(group)];
  }

  // Values that an arch computes with; a full-size slice is the buffer itself.
  at::Tensor read(const Slice& slice, at::ScalarType dtype) const;
  // The transposed operation: a gradient for what was read goes where it came from.
  void add_grad(const Slice& slice, const at::Tensor& gradient);
  // The same of a 1x1 convolution or a linear layer, from its output's gradient and its input, as
  // matrices with a row a pixel.
  void add_product_grad(const Slice& slice, const at::Tensor& of_output, const at::Tensor& input);

  // Where a parameter lies: its group, and from where on.
  WeightGroup group_of(ParamId parameter) const { return places_[parameter].group; }
  // The same view of any buffer that is laid out like a group: optimizer state, averages, scores.
  at::Tensor view_of(const at::Tensor& flat, ParamId parameter) const;

  // Changes whenever values do; what was computed from them says which it saw.
  int64_t version() const;
  at::ScalarType dtype() const { return options_.dtype; }
  at::Device device() const { return options_.device; }

 private:
  struct Place {
    WeightGroup group = WeightGroup::kPlain;
    int64_t offset = 0;
    std::vector<int64_t> sizes, strides;
  };
  using Buffers = std::array<at::Tensor, 2>;

  at::Tensor view(const Buffers& buffers, ParamId parameter) const;

  SharedParameters declared_;
  WeightsOptions options_;
  std::unordered_map<std::string, ParamId> by_name_;
  std::vector<Place> places_;
  Buffers flat_values_, flat_gradients_;
};

}  // namespace ofa
