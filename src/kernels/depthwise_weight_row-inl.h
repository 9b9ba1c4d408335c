// What one row of the output's gradient adds to the gradient of one row of the kernel. Included
// once for each target.
#if defined(OFA_KERNELS_DEPTHWISE_WEIGHT_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_DEPTHWISE_WEIGHT_ROW_INL_H_
#undef OFA_KERNELS_DEPTHWISE_WEIGHT_ROW_INL_H_
#else
#define OFA_KERNELS_DEPTHWISE_WEIGHT_ROW_INL_H_
#endif

#include "kernels/depthwise_blocks-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// A row of the input and one of the output's gradient, at a block's first channel.
template <typename T>
struct RowPair {
  const T* input;
  const T* gradient;
};

// Adds what a tile of gradients gives each tap of a row of the kernel.
template <int kernel, int stride, int gradients, bool at_edge, class B, typename T>
HWY_INLINE void gradient_tile(const DepthwiseShape& shape, const B& block, const RowPair<T>& rows,
                              int64_t x, Pair<typename B::D> (&sums)[kernel]) {
  const int64_t channels = shape.channels;
  const int64_t first = x * stride - kernel / 2;
  const T* input = rows.input + first * channels;
  Pair<typename B::D> of_output[gradients];
  unrolled<gradients>([&](auto g) OFA_INLINE_LAMBDA {
    of_output[g] = block.load(rows.gradient + (x + g) * channels);
  });
  unrolled<(gradients - 1) * stride + kernel>([&](auto j) OFA_INLINE_LAMBDA {
    if (at_edge && (first + j < 0 || first + j >= shape.width)) return;
    const auto of_input = block.load(input + j * channels);
    unrolled<gradients>([&](auto g) OFA_INLINE_LAMBDA {
      constexpr int tap = j - g * stride;
      if constexpr (tap >= 0 && tap < kernel) add_product(of_input, of_output[g], sums[tap]);
    });
  });
}

template <int kernel, int stride, class B, typename T>
HWY_INLINE void gradient_row(const DepthwiseShape& shape, const B& block, const RowPair<T>& rows,
                             Pair<typename B::D> (&sums)[kernel]) {
  // As many gradients as there are registers for.
  constexpr int kTile = HWY_TARGET <= HWY_AVX3 ? 7 : 4;
  constexpr int kInputs = (kTile - 1) * stride + kernel;
  const int64_t width = shape.out_width();
  int64_t x = 0;
  for (; x + kTile <= width; x += kTile) {
    const int64_t first = x * stride - kernel / 2;
    if (first >= 0 && first + kInputs <= shape.width)
      gradient_tile<kernel, stride, kTile, false>(shape, block, rows, x, sums);
    else
      gradient_tile<kernel, stride, kTile, true>(shape, block, rows, x, sums);
  }
  for (; x + 3 <= width; x += 3)
    gradient_tile<kernel, stride, 3, true>(shape, block, rows, x, sums);
  for (; x < width; ++x) gradient_tile<kernel, stride, 1, true>(shape, block, rows, x, sums);
}

// One tap of any kernel and stride.
template <class B, typename T>
HWY_INLINE void any_gradient_row(const DepthwiseShape& shape, const B& block,
                                 const RowPair<T>& rows, int tap, Pair<typename B::D>& sum) {
  for (int64_t x = 0; x < shape.out_width(); ++x) {
    const int64_t at = x * shape.stride - shape.pad() + tap;
    if (at < 0 || at >= shape.width) continue;
    add_product(block.load(rows.input + at * shape.channels),
                block.load(rows.gradient + x * shape.channels), sum);
  }
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
