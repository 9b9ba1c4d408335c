// Maps of pixels as rows of whole blocks, with the numbers of their channels. Included once for
// each target.
#if defined(OFA_KERNELS_NORM_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_NORM_ROWS_INL_H_
#undef OFA_KERNELS_NORM_ROWS_INL_H_
#else
#define OFA_KERNELS_NORM_ROWS_INL_H_
#endif

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <numeric>

#include "kernels/blocks-inl.h"
#include "kernels/each_element.h"
#include "kernels/norm.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

template <typename T>
using NormBlock = Block<hn::CappedTag<RealOf<T>, 64 / sizeof(RealOf<T>)>, T>;

template <typename T>
using NormPair = Pair<typename NormBlock<T>::D>;

template <typename T>
HWY_INLINE NormPair<T> load_numbers(const RealOf<T>* numbers) {
  return load_pair<typename NormBlock<T>::D>(numbers);
}

// So many pixels are a row that it fills blocks, and several of them, so that a sum is not waited
// for by the next one; but so few that the numbers of its channels stay in the nearest cache.
template <typename T>
int64_t pixels_of_row(int64_t channels) {
  constexpr int64_t kBlock = NormBlock<T>::kChannels;
  constexpr int64_t kEnough = 8 * kBlock;
  constexpr int64_t kMost = 32 * kBlock;
  int64_t pixels = kBlock / std::gcd(kBlock, channels);
  if (pixels * channels > kMost) return std::max<int64_t>(1, kMost / channels);
  while (pixels * channels < kEnough) pixels *= 2;
  return pixels;
}

// Numbers of channels, repeated for each pixel of a row, in the order of blocks.
template <typename T>
class RowNumbers {
 public:
  using Real = RealOf<T>;

  // Zeros.
  explicit RowNumbers(int64_t channels)
      : channels_(channels),
        size_(pixels_of_row<T>(channels) * channels),
        values_(hwy::AllocateAligned<Real>(size_ + kBlock)) {
    clear();
  }
  RowNumbers(int64_t channels, const Real* of_channels) : RowNumbers(channels) {
    fill(of_channels);
  }

  Real* data() { return values_.get(); }
  void clear() { fill_with(0); }

  const Real* fill_with(Real number) {
    std::fill_n(data(), size_ + kBlock, number);
    return data();
  }

  const Real* fill(const Real* of_channels, Real times = 1) {
    for (int64_t at = 0; at < size_; at += channels_)
      for (int64_t i = 0; i < channels_; ++i) data()[at + i] = of_channels[i] * times;
    for (Real* at = data(); at < data() + size_; at += kBlock)
      store_pair(NormBlock<T>().load_reals(at), at);
    return data();
  }

  // Adds the pixels up. The numbers are no longer in the order of blocks then.
  void add_up(Real* of_channels) {
    for (Real* at = data(); at < data() + size_; at += kBlock)
      NormBlock<T>().store_reals(load_numbers<T>(at), at);
    std::copy_n(data(), channels_, of_channels);
    for (int64_t at = channels_; at < size_; at += channels_)
      for (int64_t i = 0; i < channels_; ++i) of_channels[i] += data()[at + i];
  }

 private:
  static constexpr int64_t kBlock = NormBlock<T>::kChannels;

  int64_t channels_;
  int64_t size_;
  hwy::AlignedFreeUniquePtr<Real[]> values_;
};

// Calls run(block, at, place) for the blocks of pixels in their order: at is where the block begins
// in the map, place where in a row.
template <typename T, class Run>
HWY_INLINE void for_each_block_of_rows(int64_t channels, int64_t first_pixel, int64_t last_pixel,
                                       const Run& run) {
  using B = NormBlock<T>;
  const int64_t row = pixels_of_row<T>(channels) * channels;
  const int64_t end = last_pixel * channels;
  for (int64_t at = first_pixel * channels; at < end; at += row) {
    const int64_t size = std::min(row, end - at);
    int64_t place = 0;
    for (; place + B::kChannels <= size; place += B::kChannels) run(B(), at + place, place);
    if (place < size) run(PartialBlock<B>{size - place}, at + place, place);
  }
}

inline int64_t first_pixel_of_part(const NormShape& shape, int64_t part) {
  return shape.num_pixels() * part / num_norm_parts(shape);
}

// Calls run(image, first pixel, last pixel) for the pixels of each image, or, where images are all
// alike, for all at once.
template <class Run>
HWY_INLINE void for_each_image(const NormShape& shape, bool alike, int64_t first_pixel,
                               int64_t last_pixel, const Run& run) {
  if (alike) return run(int64_t{0}, first_pixel, last_pixel);
  for (int64_t first = first_pixel; first < last_pixel;) {
    const int64_t image = first / shape.pixels;
    const int64_t last = std::min((image + 1) * shape.pixels, last_pixel);
    run(image, first, last);
    first = last;
  }
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
