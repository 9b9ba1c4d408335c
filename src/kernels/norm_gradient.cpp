#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/norm_curve-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <class Activation, typename T>
HWY_NOINLINE void add_gradients(int64_t channels, NormGradient<T> gradient, RealOf<T>* sums,
                                RealOf<T>* sums_with_y, int64_t first, int64_t last) {
  const auto add_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    const auto y = block.load(gradient.forward.y + at);
    const auto p =
        block.only_channels(gradient_of_argument<Activation>(block, gradient, y, at, place));
    auto sum_with_y = load_numbers<T>(sums_with_y + place);
    add_product(p, y - load_numbers<T>(gradient.mean + place), sum_with_y);
    store_pair(load_numbers<T>(sums + place) + p, sums + place);
    store_pair(sum_with_y, sums_with_y + place);
  };
  for_each_block_of_rows<T>(channels, first, last, add_block);
}

template <typename T>
void gradient_parts(const NormShape& shape, const NormGradient<T>& gradient, RealOf<T>* parts,
                    int64_t first_part, int64_t last_part) {
  const int64_t channels = shape.channels;
  RowGradient<T> rows(channels, gradient);
  RowNumbers<T> sums(channels), sums_with_y(channels);
  const auto run = [&](int64_t image, int64_t first, int64_t last) {
    with_activation(gradient.forward.act, [&](auto activation) {
      add_gradients<decltype(activation)>(channels, rows.of_norm(image), sums.data(),
                                          sums_with_y.data(), first, last);
    });
  };
  for (int64_t part = first_part; part < last_part; ++part) {
    sums.clear();
    sums_with_y.clear();
    for_each_image(shape, !rows.has_images(), first_pixel_of_part(shape, part),
                   first_pixel_of_part(shape, part + 1), run);
    RealOf<T>* const of_part = parts + part * 2 * channels;
    sums.add_up(of_part);
    sums_with_y.add_up(of_part + channels);
    for (int64_t i = 0; i < channels; ++i) of_part[channels + i] *= gradient.inverse_deviation[i];
  }
}

auto every_gradient_parts() {
  return std::make_tuple(gradient_parts<float>, gradient_parts<Bfloat16Bits>,
                         gradient_parts<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_gradient_parts);

template <typename T>
void norm_gradient_parts(const NormShape& shape, const NormGradient<T>& gradient, RealOf<T>* parts,
                         int64_t first_part, int64_t last_part) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_gradient_parts)());
  run(shape, gradient, parts, first_part, last_part);
}

template void norm_gradient_parts(const NormShape&, const NormGradient<float>&, float*, int64_t,
                                  int64_t);
template void norm_gradient_parts(const NormShape&, const NormGradient<Bfloat16Bits>&, float*,
                                  int64_t, int64_t);
template void norm_gradient_parts(const NormShape&, const NormGradient<double>&, double*, int64_t,
                                  int64_t);

}  // namespace ofa
#endif
