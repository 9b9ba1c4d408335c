// Rows of a depthwise convolution's output, and of the gradient of its input: each value is a sum
// of weights times values of a source. Included once for each target.
#if defined(OFA_KERNELS_DEPTHWISE_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_DEPTHWISE_ROWS_INL_H_
#undef OFA_KERNELS_DEPTHWISE_ROWS_INL_H_
#else
#define OFA_KERNELS_DEPTHWISE_ROWS_INL_H_
#endif

#include "kernels/depthwise_chunks-inl.h"
#include "kernels/depthwise_row-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// The first of all the source's rows that no result up to this row takes.
template <class Direction>
int64_t end_of_sources(const DepthwiseShape& shape, int64_t row) {
  const int64_t source_height = Direction::source_height(shape);
  const int64_t end = Direction::end_of_sources(shape, row % Direction::height(shape));
  return row / Direction::height(shape) * source_height + std::min(end, source_height);
}

template <class Direction, int kernel, int stride, typename T>
void all_rows(const DepthwiseShape& shape, const T* source, const float* weight, T* result,
              int64_t first_row, int64_t last_row) {
  const int64_t channels = shape.channels;
  const int64_t height = Direction::height(shape), source_height = Direction::source_height(shape);
  const int64_t source_row = Direction::source_width(shape) * channels;
  const int64_t result_row = Direction::width(shape) * channels;
  const int64_t chunk = rows_of_chunk(shape);
  for (int64_t begin = first_row; begin < last_row; begin += chunk) {
    const int64_t end = std::min(begin + chunk, last_row);
    const int64_t next_end = std::min(end + chunk, last_row);
    const T* next_source = source + end_of_sources<Direction>(shape, end - 1) * source_row;
    const T* next_source_end = source + end_of_sources<Direction>(shape, next_end - 1) * source_row;
    for_each_block<T>(channels, [&](const auto& block, int64_t channel, int64_t) OFA_INLINE_LAMBDA {
      using B = std::decay_t<decltype(block)>;
      constexpr int kMostTaps = DepthwiseShape::kLargestKernel * DepthwiseShape::kLargestKernel;
      HWY_ALIGN_MAX float weights[kMostTaps * B::kChannels];
      for (int tap = 0; tap < shape.num_taps(); ++tap)
        store_pair(block.load_reals(weight + tap * channels + channel),
                   weights + tap * B::kChannels);
      for (int64_t at = begin; at < end; ++at) {
        const T* image = source + at / height * source_height * source_row + channel;
        RowTaps<T> taps;
        for (int k = 0; k < shape.kernel; ++k) {
          const int64_t y = Direction::source(shape, at % height, k);
          if (y < 0 || y >= source_height) continue;
          taps.rows[taps.count] = image + y * source_row;
          taps.weights[taps.count++] = weights + k * shape.kernel * B::kChannels;
        }
        const int64_t piece = channel * (end - begin) + (at - begin) * B::kChannels;
        const int64_t pieces = channels * (end - begin);
        prefetch(next_source, next_source_end, piece, B::kChannels, pieces);
        prefetch(result + end * result_row, result + next_end * result_row, piece, B::kChannels,
                 pieces);
        T* out = result + at * result_row + channel;
        if constexpr (kernel == 0 || B::kPartial)
          any_row<Direction>(shape, block, taps, out);
        else
          row<Direction, kernel, stride>(shape, block, taps, out);
      }
    });
  }
}

template <class Direction, typename T>
void rows(const DepthwiseShape& shape, const T* source, const float* weight, T* result,
          int64_t first_row, int64_t last_row) {
  auto run = all_rows<Direction, 0, 0, T>;
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128  // too slow to be worth the code
  if (shape.stride == 1) {
    if (shape.kernel == 3) run = all_rows<Direction, 3, 1, T>;
    if (shape.kernel == 5) run = all_rows<Direction, 5, 1, T>;
    if (shape.kernel == 7) run = all_rows<Direction, 7, 1, T>;
  } else if (shape.stride == 2) {
    if (shape.kernel == 3) run = all_rows<Direction, 3, 2, T>;
    if (shape.kernel == 5) run = all_rows<Direction, 5, 2, T>;
    if (shape.kernel == 7) run = all_rows<Direction, 7, 2, T>;
  }
#endif
  run(shape, source, weight, result, first_row, last_row);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
