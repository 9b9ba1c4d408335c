#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_gate_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/norm_curve-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <class Activation, typename T>
HWY_NOINLINE void add_gate_gradient(int64_t channels, NormCurve<T> curve, const T* gradient,
                                    RealOf<T>* sums, int64_t first, int64_t last) {
  const auto add_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    const auto value = activated<Activation>(block, curve, at, place);
    auto sum = load_numbers<T>(sums + place);
    add_product(block.load(gradient + at), value, sum);
    store_pair(sum, sums + place);
  };
  for_each_block_of_rows<T>(channels, first, last, add_block);
}

template <typename T>
void gate_gradient_images(const NormShape& shape, const NormGradient<T>& gradient,
                          RealOf<T>* result, int64_t first_image, int64_t last_image) {
  const int64_t channels = shape.channels, pixels = shape.pixels;
  RowCurve<T> rows(channels, gradient.forward);
  RowNumbers<T> sums(channels);
  for (int64_t image = first_image; image < last_image; ++image) {
    sums.clear();
    with_activation(gradient.forward.act, [&](auto activation) {
      add_gate_gradient<decltype(activation)>(channels, rows.of_image(image), gradient.gradient,
                                              sums.data(), image * pixels, (image + 1) * pixels);
    });
    sums.add_up(result + image * channels);
  }
}

auto every_gate_gradient() {
  return std::make_tuple(gate_gradient_images<float>, gate_gradient_images<Bfloat16Bits>,
                         gate_gradient_images<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_gate_gradient);

template <typename T>
void gate_gradient(const NormShape& shape, const NormGradient<T>& gradient, RealOf<T>* result,
                   int64_t first_image, int64_t last_image) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_gate_gradient)());
  run(shape, gradient, result, first_image, last_image);
}

template void gate_gradient(const NormShape&, const NormGradient<float>&, float*, int64_t, int64_t);
template void gate_gradient(const NormShape&, const NormGradient<Bfloat16Bits>&, float*, int64_t,
                            int64_t);
template void gate_gradient(const NormShape&, const NormGradient<double>&, double*, int64_t,
                            int64_t);

}  // namespace ofa
#endif
