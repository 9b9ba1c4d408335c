#include "nn/norm_passes.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/profile.h"
#include "kernels/norm.h"
#include "nn/kernel_data.h"
#include "nn/nhwc.h"

namespace ofa {
namespace {

at::ScalarType real_type(const at::Tensor& map) {
  return map.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
}

at::TensorOptions real_options(const at::Tensor& map) {
  return map.options().dtype(real_type(map));
}

NormShape shape_of(const at::Tensor& map) {
  TORCH_CHECK(is_nhwc(map) && map.is_cpu() && map.numel() > 0,
              "norm: expected a map in channels_last, not empty");
  return {map.size(0), map.size(2) * map.size(3), map.size(1)};
}

// Kernels see memory alone.
void check_like(const at::Tensor& tensor, const at::Tensor& map) {
  TORCH_CHECK(!tensor.defined() || (is_nhwc(tensor) && tensor.sizes() == map.sizes() &&
                                    tensor.scalar_type() == map.scalar_type()),
              "norm: expected another map like the first");
}

void check_numbers(const at::Tensor& tensor, at::IntArrayRef sizes, const at::Tensor& map) {
  TORCH_CHECK(!tensor.defined() || (tensor.is_contiguous() && tensor.sizes() == sizes &&
                                    tensor.scalar_type() == real_type(map)),
              "norm: expected numbers of sizes ", sizes, ", got ", tensor.sizes());
}

template <typename T>
const T* read_if(const at::Tensor& tensor) {
  return tensor.defined() ? read<T>(tensor) : nullptr;
}

template <typename T>
NormCurve<T> curve_of(const NormMap& map) {
  using Real = RealOf<T>;
  check_like(map.residual, map.y);
  for (const at::Tensor& numbers : {map.scale, map.shift})
    check_numbers(numbers, {map.y.size(1)}, map.y);
  check_numbers(map.gate, {map.y.size(0), map.y.size(1)}, map.y);
  check_numbers(map.factors, {map.y.size(0), 1, 1, 1}, map.y);
  TORCH_CHECK(!map.gate.defined() || !map.factors.defined(), "norm: a gate, and factors beside it");
  return {.y = read<T>(map.y),
          .scale = read<Real>(map.scale),
          .shift = read<Real>(map.shift),
          .residual = read_if<T>(map.residual),
          .act = map.act,
          .gate = read_if<Real>(map.gate),
          .factors = read_if<Real>(map.factors)};
}

template <typename T>
NormGradient<T> gradient_of(const NormMap& map, const NormMapGradient& gradient) {
  using Real = RealOf<T>;
  check_like(gradient.gradient, map.y);
  for (const at::Tensor& numbers : {gradient.mean, gradient.inverse_deviation})
    check_numbers(numbers, {map.y.size(1)}, map.y);
  check_numbers(gradient.pooled_gradient, {map.y.size(0), map.y.size(1)}, map.y);
  return {.forward = curve_of<T>(map),
          .gradient = read<T>(gradient.gradient),
          .pooled_gradient = read_if<Real>(gradient.pooled_gradient),
          .mean = read<Real>(gradient.mean),
          .inverse_deviation = read<Real>(gradient.inverse_deviation)};
}

// So many pixels that handing them out costs nothing beside them.
int64_t pixels_at_once(const NormShape& shape) {
  constexpr int64_t kValues = 1 << 15;
  return std::max<int64_t>(1, kValues / shape.channels);
}

}  // namespace

Moments moments_of(const at::Tensor& map) {
  const ProfileScope scope("norm: moments");
  const NormShape shape = shape_of(map);
  const at::TensorOptions options = real_options(map);
  const at::Tensor parts = at::empty({num_norm_parts(shape), 2, shape.channels}, options);
  const Moments moments{at::empty({shape.channels}, options), at::empty({shape.channels}, options)};
  with_elements(map, [&](auto element) {
    using T = decltype(element);
    using Real = RealOf<T>;
    at::parallel_for(0, num_norm_parts(shape), 1, [&](int64_t first, int64_t last) {
      moments_parts<T>(shape, read<T>(map), write<Real>(parts), first, last);
    });
    finish_moments<T>(shape, read<T>(map), read<Real>(parts), write<Real>(moments.mean),
                      write<Real>(moments.variance));
  });
  return moments;
}

at::Tensor normalised(const NormMap& map) {
  const ProfileScope scope("norm: result");
  const NormShape shape = shape_of(map.y);
  at::Tensor result = nhwc(at::empty_like(map.y));
  with_elements(map.y, [&](auto element) {
    using T = decltype(element);
    const NormCurve<T> curve = curve_of<T>(map);
    at::parallel_for(0, shape.num_pixels(), pixels_at_once(shape),
                     [&](int64_t first, int64_t last) {
                       normalise<T>(shape, curve, write<T>(result), first, last);
                     });
  });
  return result;
}

at::Tensor pooled(const NormMap& map) {
  const ProfileScope scope("squeeze-excite: means");
  const NormShape shape = shape_of(map.y);
  at::Tensor means = at::empty({shape.images, shape.channels}, real_options(map.y));
  with_elements(map.y, [&](auto element) {
    using T = decltype(element);
    const NormCurve<T> curve = curve_of<T>(map);
    at::parallel_for(0, shape.images, 1, [&](int64_t first, int64_t last) {
      pool<T>(shape, curve, write<RealOf<T>>(means), first, last);
    });
  });
  return means;
}

at::Tensor gate_gradient(const NormMap& map, const NormMapGradient& gradient) {
  const ProfileScope scope("squeeze-excite: gate's gradient");
  const NormShape shape = shape_of(map.y);
  at::Tensor result = at::empty({shape.images, shape.channels}, real_options(map.y));
  with_elements(map.y, [&](auto element) {
    using T = decltype(element);
    const NormGradient<T> of = gradient_of<T>(map, gradient);
    at::parallel_for(0, shape.images, 1, [&](int64_t first, int64_t last) {
      gate_gradient<T>(shape, of, write<RealOf<T>>(result), first, last);
    });
  });
  return result;
}

at::Tensor parameter_gradients(const NormMap& map, const NormMapGradient& gradient) {
  const ProfileScope scope("norm: gradients' sums");
  const NormShape shape = shape_of(map.y);
  const at::TensorOptions options = real_options(map.y);
  const at::Tensor parts = at::empty({num_norm_parts(shape), 2, shape.channels}, options);
  at::Tensor sums = at::empty({2, shape.channels}, options);
  with_elements(map.y, [&](auto element) {
    using T = decltype(element);
    using Real = RealOf<T>;
    const NormGradient<T> of = gradient_of<T>(map, gradient);
    at::parallel_for(0, num_norm_parts(shape), 1, [&](int64_t first, int64_t last) {
      norm_gradient_parts<T>(shape, of, write<Real>(parts), first, last);
    });
    finish_norm_gradient<Real>(shape, read<Real>(parts), write<Real>(sums));
  });
  return sums;
}

void write_input_gradients(const NormMap& map, const NormMapGradient& gradient,
                           const at::Tensor& parameter_gradients, const at::Tensor& of_y,
                           const at::Tensor& of_residual) {
  const ProfileScope scope("norm: to input");
  const NormShape shape = shape_of(map.y);
  check_like(of_y, map.y);
  check_like(of_residual, map.y);
  check_numbers(parameter_gradients, {2, shape.channels}, map.y);
  with_elements(map.y, [&](auto element) {
    using T = decltype(element);
    const NormGradient<T> of = gradient_of<T>(map, gradient);
    T* const to_residual = of_residual.defined() ? write<T>(of_residual) : nullptr;
    at::parallel_for(0, shape.num_pixels(), pixels_at_once(shape),
                     [&](int64_t first, int64_t last) {
                       norm_input_gradient<T>(shape, of, read<RealOf<T>>(parameter_gradients),
                                              write<T>(of_y), to_residual, first, last);
                     });
  });
}

}  // namespace ofa
