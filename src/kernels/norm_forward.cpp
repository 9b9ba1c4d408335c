#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_forward.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/norm_curve-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <class Activation, typename T>
HWY_NOINLINE void normalise_rows(int64_t channels, NormCurve<T> curve, T* z, int64_t first,
                                 int64_t last) {
  const auto store_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    auto result = activated<Activation>(block, curve, at, place);
    if (curve.gate != nullptr) result = result * load_numbers<T>(curve.gate + place);
    block.store(result, z + at);
  };
  for_each_block_of_rows<T>(channels, first, last, store_block);
}

template <typename T>
void normalise_pixels(const NormShape& shape, const NormCurve<T>& curve, T* z, int64_t first_pixel,
                      int64_t last_pixel) {
  RowCurve<T> rows(shape.channels, curve);
  const auto run = [&](int64_t image, int64_t first, int64_t last) {
    with_activation(curve.act, [&](auto activation) {
      normalise_rows<decltype(activation)>(shape.channels, rows.of_image(image), z, first, last);
    });
  };
  for_each_image(shape, !rows.has_images(), first_pixel, last_pixel, run);
}

auto every_normalise() {
  return std::make_tuple(normalise_pixels<float>, normalise_pixels<Bfloat16Bits>,
                         normalise_pixels<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_normalise);

template <typename T>
void normalise(const NormShape& shape, const NormCurve<T>& curve, T* z, int64_t first_pixel,
               int64_t last_pixel) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_normalise)());
  run(shape, curve, z, first_pixel, last_pixel);
}

template void normalise(const NormShape&, const NormCurve<float>&, float*, int64_t, int64_t);
template void normalise(const NormShape&, const NormCurve<Bfloat16Bits>&, Bfloat16Bits*, int64_t,
                        int64_t);
template void normalise(const NormShape&, const NormCurve<double>&, double*, int64_t, int64_t);

}  // namespace ofa
#endif
