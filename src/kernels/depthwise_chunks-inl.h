// The rows that are worked on together, and the memory of those after them. Included once for each
// target.
#if defined(OFA_KERNELS_DEPTHWISE_CHUNKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_DEPTHWISE_CHUNKS_INL_H_
#undef OFA_KERNELS_DEPTHWISE_CHUNKS_INL_H_
#else
#define OFA_KERNELS_DEPTHWISE_CHUNKS_INL_H_
#endif

#include "kernels/depthwise_blocks-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// A share of memory that the next chunk needs, on its way to the second cache: of `of` equal
// pieces, those from `first` on. A block's channels lie too far apart for the processor to see a
// stream in them, so that memory is fetched in its own order, spread over the work of this chunk.
template <typename T>
HWY_INLINE void prefetch(const T* begin, const T* end, int64_t first, int64_t count, int64_t of) {
  constexpr int64_t kLine = 64 / sizeof(T);
  const T* const last = begin + (end - begin) * std::min(first + count, of) / of;
  for (const T* at = begin + (end - begin) * first / of; at < last; at += kLine)
    __builtin_prefetch(at, 0, 2);
}

// Rows whose part of a block stays in the nearest cache while all their taps are taken.
HWY_INLINE int64_t rows_of_chunk(const DepthwiseShape& shape) {
  constexpr int64_t kBytes = 16 << 10;
  const int64_t of_row =
      (shape.width * shape.stride + shape.out_width()) * 2 * sizeof(float) * hn::MaxLanes(Wide());
  return std::max<int64_t>(1, kBytes / of_row);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
