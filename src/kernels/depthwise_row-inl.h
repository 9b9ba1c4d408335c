// One row of a depthwise convolution's output, or of the gradient of its input. Included once for
// each target.
#if defined(OFA_KERNELS_DEPTHWISE_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_DEPTHWISE_ROW_INL_H_
#undef OFA_KERNELS_DEPTHWISE_ROW_INL_H_
#else
#define OFA_KERNELS_DEPTHWISE_ROW_INL_H_
#endif

#include "kernels/depthwise_blocks-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// From input to output: result x takes source x * stride - pad + tap.
struct Forward {
  static int64_t source(const DepthwiseShape& shape, int64_t x, int tap) {
    return x * shape.stride - shape.pad() + tap;
  }
  static int64_t end_of_sources(const DepthwiseShape& shape, int64_t x) {
    return x * shape.stride + shape.pad() + 1;
  }
  static int64_t height(const DepthwiseShape& shape) { return shape.out_height(); }
  static int64_t width(const DepthwiseShape& shape) { return shape.out_width(); }
  static int64_t source_height(const DepthwiseShape& shape) { return shape.height; }
  static int64_t source_width(const DepthwiseShape& shape) { return shape.width; }

  // What a tile of `results` columns reads: sources first(x) + j, each j with tap(result, j).
  template <int kernel, int stride>
  struct Window {
    static constexpr int64_t first(int64_t x) { return x * stride - kernel / 2; }
    static constexpr int sources(int results) { return (results - 1) * stride + kernel; }
    static constexpr int tap(int result, int j) { return j - result * stride; }
  };
};

// From the output's gradient to the input's: the same pairs, seen from the input. -1: no source.
struct InputGradient {
  static int64_t source(const DepthwiseShape& shape, int64_t x, int tap) {
    const int64_t at = x + shape.pad() - tap;
    return at >= 0 && at % shape.stride == 0 ? at / shape.stride : -1;
  }
  static int64_t end_of_sources(const DepthwiseShape& shape, int64_t x) {
    return (x + shape.pad()) / shape.stride + 1;
  }
  static int64_t height(const DepthwiseShape& shape) { return shape.height; }
  static int64_t width(const DepthwiseShape& shape) { return shape.width; }
  static int64_t source_height(const DepthwiseShape& shape) { return shape.out_height(); }
  static int64_t source_width(const DepthwiseShape& shape) { return shape.out_width(); }

  // Tiles begin at multiples of the stride.
  template <int kernel, int stride>
  struct Window {
    static constexpr int kPad = kernel / 2;
    static constexpr int kBefore = kPad / stride;
    static constexpr int64_t first(int64_t x) { return x / stride - kBefore; }
    static constexpr int sources(int results) {
      return (results - 1 + kPad) / stride + kBefore + 1;
    }
    static constexpr int tap(int result, int j) { return result + kPad - stride * (j - kBefore); }
  };
};

// The source's rows that a row of results takes, at a block's first channel, each with a row of
// that block's weights.
template <typename T>
struct RowTaps {
  int count = 0;
  const T* rows[DepthwiseShape::kLargestKernel];
  const float* weights[DepthwiseShape::kLargestKernel];
};

// The sums run over rows, then sources, whatever the tile: its bounds change no bits.
template <class Window, int kernel, int results, bool at_edge, class B, typename T>
HWY_INLINE void row_tile(const B& block, const RowTaps<T>& taps, int64_t x, int64_t source_width,
                         int64_t channels, T* out) {
  using D = typename B::D;
  const int64_t first = Window::first(x);
  Pair<D> sums[results];
  unrolled<results>([&](auto r) OFA_INLINE_LAMBDA { sums[r] = zero_pair<D>(); });
  for (int i = 0; i < taps.count; ++i) {
    const T* row = taps.rows[i] + first * channels;
    Pair<D> weights[kernel];
    unrolled<kernel>([&](auto k) OFA_INLINE_LAMBDA {
      weights[k] = load_pair<D>(taps.weights[i] + k * B::kChannels);
    });
    unrolled<Window::sources(results)>([&](auto j) OFA_INLINE_LAMBDA {
      if (at_edge && (first + j < 0 || first + j >= source_width)) return;
      const Pair<D> source = block.load(row + j * channels);
      unrolled<results>([&](auto r) OFA_INLINE_LAMBDA {
        constexpr int tap = Window::tap(r, j);
        if constexpr (tap >= 0 && tap < kernel) add_product(source, weights[tap], sums[r]);
      });
    });
  }
  unrolled<results>([&](auto r)
                        OFA_INLINE_LAMBDA { block.store(sums[r], out + (x + r) * channels); });
}

template <class Direction, int kernel, int stride, class B, typename T>
HWY_INLINE void row(const DepthwiseShape& shape, const B& block, const RowTaps<T>& taps, T* out) {
  using Window = typename Direction::template Window<kernel, stride>;
  constexpr int kTile = 4;
  const int64_t channels = shape.channels;
  const int64_t width = Direction::width(shape), source_width = Direction::source_width(shape);
  int64_t x = 0;
  for (; x + kTile <= width; x += kTile) {
    const int64_t first = Window::first(x);
    if (first >= 0 && first + Window::sources(kTile) <= source_width)
      row_tile<Window, kernel, kTile, false>(block, taps, x, source_width, channels, out);
    else
      row_tile<Window, kernel, kTile, true>(block, taps, x, source_width, channels, out);
  }
  for (; x + 2 <= width; x += 2)
    row_tile<Window, kernel, 2, true>(block, taps, x, source_width, channels, out);
  if (x < width) row_tile<Window, kernel, 1, true>(block, taps, x, source_width, channels, out);
}

// Any kernel and stride.
template <class Direction, class B, typename T>
HWY_INLINE void any_row(const DepthwiseShape& shape, const B& block, const RowTaps<T>& taps,
                        T* out) {
  using D = typename B::D;
  for (int64_t x = 0; x < Direction::width(shape); ++x) {
    Pair<D> sum = zero_pair<D>();
    for (int i = 0; i < taps.count; ++i) {
      for (int k = 0; k < shape.kernel; ++k) {
        const int64_t source = Direction::source(shape, x, k);
        if (source < 0 || source >= Direction::source_width(shape)) continue;
        add_product(block.load(taps.rows[i] + source * shape.channels),
                    load_pair<D>(taps.weights[i] + k * B::kChannels), sum);
      }
    }
    block.store(sum, out + x * shape.channels);
  }
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
