#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_input_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <vector>

#include "kernels/norm_curve-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// grad_y = p * scale + (y - mean) * slope + offset, with numbers of a row; scale is the image's.
template <typename T>
struct InputResult {
  const RealOf<T>* slope;
  const RealOf<T>* offset;
  T* grad_y;
  T* grad_residual;
};

template <class Activation, typename T>
HWY_NOINLINE void input_gradient_rows(int64_t channels, NormGradient<T> gradient,
                                      InputResult<T> result, int64_t first, int64_t last) {
  const auto store_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    const auto y = block.load(gradient.forward.y + at);
    const auto p = gradient_of_argument<Activation>(block, gradient, y, at, place);
    const auto of_moments =
        multiply_add(y - load_numbers<T>(gradient.mean + place),
                     load_numbers<T>(result.slope + place), load_numbers<T>(result.offset + place));
    const auto scale = load_numbers<T>(gradient.forward.scale + place);
    block.store(multiply_add(p, scale, of_moments), result.grad_y + at);
    if (result.grad_residual != nullptr) block.store(p, result.grad_residual + at);
  };
  for_each_block_of_rows<T>(channels, first, last, store_block);
}

template <typename T>
void input_gradient_pixels(const NormShape& shape, const NormGradient<T>& gradient,
                           const RealOf<T>* sums, T* grad_y, T* grad_residual, int64_t first_pixel,
                           int64_t last_pixel) {
  const int64_t channels = shape.channels;
  const auto count = static_cast<RealOf<T>>(shape.num_pixels());
  std::vector<RealOf<T>> slopes(channels), offsets(channels);
  for (int64_t i = 0; i < channels; ++i) {
    const RealOf<T> scale = gradient.forward.scale[i] / count;
    offsets[i] = -scale * sums[i];
    slopes[i] = -scale * sums[channels + i] * gradient.inverse_deviation[i];
  }
  RowGradient<T> rows(channels, gradient);
  RowNumbers<T> slope(channels, slopes.data()), offset(channels, offsets.data());
  const InputResult<T> result{slope.data(), offset.data(), grad_y, grad_residual};
  const auto run = [&](int64_t image, int64_t first, int64_t last) {
    with_activation(gradient.forward.act, [&](auto activation) {
      input_gradient_rows<decltype(activation)>(channels, rows.of_image(image), result, first,
                                                last);
    });
  };
  for_each_image(shape, !rows.has_images(), first_pixel, last_pixel, run);
}

auto every_input_gradient() {
  return std::make_tuple(input_gradient_pixels<float>, input_gradient_pixels<Bfloat16Bits>,
                         input_gradient_pixels<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_input_gradient);

template <typename T>
void norm_input_gradient(const NormShape& shape, const NormGradient<T>& gradient,
                         const RealOf<T>* sums, T* grad_y, T* grad_residual, int64_t first_pixel,
                         int64_t last_pixel) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_input_gradient)());
  run(shape, gradient, sums, grad_y, grad_residual, first_pixel, last_pixel);
}

template void norm_input_gradient(const NormShape&, const NormGradient<float>&, const float*,
                                  float*, float*, int64_t, int64_t);
template void norm_input_gradient(const NormShape&, const NormGradient<Bfloat16Bits>&, const float*,
                                  Bfloat16Bits*, Bfloat16Bits*, int64_t, int64_t);
template void norm_input_gradient(const NormShape&, const NormGradient<double>&, const double*,
                                  double*, double*, int64_t, int64_t);

}  // namespace ofa
#endif
