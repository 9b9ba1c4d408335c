#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_pool.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/norm_curve-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <class Activation, typename T>
HWY_NOINLINE void pool_rows(int64_t channels, NormCurve<T> curve, RealOf<T>* sums, int64_t first,
                            int64_t last) {
  const auto add_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    const auto value = block.only_channels(activated<Activation>(block, curve, at, place));
    store_pair(load_numbers<T>(sums + place) + value, sums + place);
  };
  for_each_block_of_rows<T>(channels, first, last, add_block);
}

template <typename T>
void pool_images(const NormShape& shape, const NormCurve<T>& curve, RealOf<T>* means,
                 int64_t first_image, int64_t last_image) {
  const int64_t channels = shape.channels, pixels = shape.pixels;
  RowCurve<T> rows(channels, curve);
  RowNumbers<T> sums(channels);
  for (int64_t image = first_image; image < last_image; ++image) {
    sums.clear();
    with_activation(curve.act, [&](auto activation) {
      pool_rows<decltype(activation)>(channels, rows.of_image(image), sums.data(), image * pixels,
                                      (image + 1) * pixels);
    });
    RealOf<T>* const of_image = means + image * channels;
    sums.add_up(of_image);
    for (int64_t i = 0; i < channels; ++i) of_image[i] /= static_cast<RealOf<T>>(pixels);
  }
}

auto every_pool() {
  return std::make_tuple(pool_images<float>, pool_images<Bfloat16Bits>, pool_images<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_pool);

template <typename T>
void pool(const NormShape& shape, const NormCurve<T>& curve, RealOf<T>* means, int64_t first_image,
          int64_t last_image) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_pool)());
  run(shape, curve, means, first_image, last_image);
}

template void pool(const NormShape&, const NormCurve<float>&, float*, int64_t, int64_t);
template void pool(const NormShape&, const NormCurve<Bfloat16Bits>&, float*, int64_t, int64_t);
template void pool(const NormShape&, const NormCurve<double>&, double*, int64_t, int64_t);

}  // namespace ofa
#endif
