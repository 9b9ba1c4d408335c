#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm_moments.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <vector>

#include "kernels/norm_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <typename T>
HWY_NOINLINE void add_moments(int64_t channels, const T* y, const RealOf<T>* origin,
                              RealOf<T>* sums, RealOf<T>* squares, int64_t first, int64_t last) {
  const auto add_block = [=](const auto& block, int64_t at, int64_t place) OFA_INLINE_LAMBDA {
    const auto x = block.only_channels(block.load(y + at) - load_numbers<T>(origin + place));
    auto square = load_numbers<T>(squares + place);
    add_product(x, x, square);
    store_pair(load_numbers<T>(sums + place) + x, sums + place);
    store_pair(square, squares + place);
  };
  for_each_block_of_rows<T>(channels, first, last, add_block);
}

template <typename T>
void moments(const NormShape& shape, const T* y, RealOf<T>* parts, int64_t first_part,
             int64_t last_part) {
  const int64_t channels = shape.channels;
  std::vector<RealOf<T>> first_pixel(channels);
  if (first_part < last_part) std::transform(y, y + channels, first_pixel.begin(), to_real<T>);
  RowNumbers<T> origin(channels, first_pixel.data()), sums(channels), squares(channels);
  for (int64_t part = first_part; part < last_part; ++part) {
    sums.clear();
    squares.clear();
    add_moments(channels, y, origin.data(), sums.data(), squares.data(),
                first_pixel_of_part(shape, part), first_pixel_of_part(shape, part + 1));
    sums.add_up(parts + part * 2 * channels);
    squares.add_up(parts + (part * 2 + 1) * channels);
  }
}

auto every_moments() {
  return std::make_tuple(moments<float>, moments<Bfloat16Bits>, moments<double>);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(every_moments);

template <typename T>
void moments_parts(const NormShape& shape, const T* y, RealOf<T>* parts, int64_t first_part,
                   int64_t last_part) {
  const auto run = of_element<T>(HWY_DYNAMIC_DISPATCH(every_moments)());
  run(shape, y, parts, first_part, last_part);
}

template void moments_parts(const NormShape&, const float*, float*, int64_t, int64_t);
template void moments_parts(const NormShape&, const Bfloat16Bits*, float*, int64_t, int64_t);
template void moments_parts(const NormShape&, const double*, double*, int64_t, int64_t);

}  // namespace ofa
#endif
