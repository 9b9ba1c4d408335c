#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_weight_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/depthwise_chunks-inl.h"
#include "kernels/depthwise_weight_row-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// The two maps, at a block's first channel.
template <typename T>
struct Problem {
  const DepthwiseShape& shape;
  const T* input;
  const T* gradient;
};

// The rows that meet at a row of the output and one of the kernel, if they do.
template <typename T>
HWY_INLINE bool find_rows(const Problem<T>& problem, int64_t row, int row_of_kernel,
                          RowPair<T>& rows) {
  const DepthwiseShape& shape = problem.shape;
  const int64_t image = row / shape.out_height();
  const int64_t y = row % shape.out_height() * shape.stride - shape.pad() + row_of_kernel;
  rows.input = problem.input + (image * shape.height + y) * shape.width * shape.channels;
  rows.gradient = problem.gradient + row * shape.out_width() * shape.channels;
  return y >= 0 && y < shape.height;
}

// Of a block's channels, the first `had` are an earlier block's to add to.
template <class B>
HWY_INLINE void store_sum(const B& block, const Pair<typename B::D>& sum, int64_t had, float* to) {
  if (had == 0) return block.store_reals(sum, to);
  float all[B::kChannels];
  block.store_reals(sum, all);
  std::copy(all + had, all + B::kChannels, to + had);
}

// Memory that the rows after these need, as many, and how much of the work has been done.
template <typename T>
struct NextRows {
  NextRows(const DepthwiseShape& shape, const T* input, const T* gradient, int64_t begin,
           int64_t end) {
    const int64_t last = std::min(end + end - begin, shape.num_output_rows());
    const int64_t gradient_row_size = shape.out_width() * shape.channels;
    const int64_t input_row_size = shape.width * shape.channels;
    const auto input_row = [&](int64_t row) {
      const int64_t y = row % shape.out_height() * shape.stride + shape.pad();
      return std::min(row / shape.out_height() * shape.height + y, shape.num_input_rows());
    };
    gradients = {gradient + end * gradient_row_size, gradient + last * gradient_row_size};
    inputs = {input + input_row(end) * input_row_size, input + input_row(last) * input_row_size};
    pieces = shape.channels * shape.kernel * (end - begin);
  }

  HWY_INLINE void prefetch_some(int64_t count) {
    prefetch(inputs.first, inputs.second, done, count, pieces);
    prefetch(gradients.first, gradients.second, done, count, pieces);
    done = std::min(done + count, pieces);
  }

  std::pair<const T*, const T*> inputs, gradients;
  int64_t pieces;
  int64_t done = 0;
};

// What the output's rows begin ... end - 1 give one row of the kernel.
template <int kernel, int stride, class B, typename T>
HWY_INLINE void kernel_row(const Problem<T>& problem, const B& block, int row_of_kernel,
                           int64_t begin, int64_t end, int64_t had, NextRows<T>& next,
                           float* taps) {
  using D = typename B::D;
  const DepthwiseShape& shape = problem.shape;
  RowPair<T> rows;
  if constexpr (kernel == 0 || B::kPartial) {
    for (int tap = 0; tap < shape.kernel; ++tap) {
      float* const at_tap = taps + tap * shape.channels;
      Pair<D> sum = block.load_reals(at_tap);
      for (int64_t at = begin; at < end; ++at)
        if (find_rows(problem, at, row_of_kernel, rows))
          any_gradient_row(shape, block, rows, tap, sum);
      store_sum(block, sum, had, at_tap);
    }
  } else {
    Pair<D> sums[kernel];
    unrolled<kernel>(
        [&](auto k) OFA_INLINE_LAMBDA { sums[k] = block.load_reals(taps + k * shape.channels); });
    for (int64_t at = begin; at < end; ++at) {
      next.prefetch_some(B::kChannels);
      if (find_rows(problem, at, row_of_kernel, rows))
        gradient_row<kernel, stride>(shape, block, rows, sums);
    }
    unrolled<kernel>([&](auto k) OFA_INLINE_LAMBDA {
      store_sum(block, sums[k], had, taps + k * shape.channels);
    });
  }
}

// Adds what the output's rows begin ... end - 1 give.
template <int kernel, int stride, typename T>
void add_rows(const DepthwiseShape& shape, const T* input, const T* gradient, int64_t begin,
              int64_t end, float* part) {
  NextRows<T> next(shape, input, gradient, begin, end);
  for_each_block<T>(
      shape.channels, [&](const auto& block, int64_t channel, int64_t had) OFA_INLINE_LAMBDA {
        const Problem<T> problem{shape, input + channel, gradient + channel};
        for (int k = 0; k < shape.kernel; ++k)
          kernel_row<kernel, stride>(problem, block, k, begin, end, had, next,
                                     part + k * shape.kernel * shape.channels + channel);
      });
}

template <typename T>
void all_parts(const DepthwiseShape& shape, const T* input, const T* gradient, float* parts,
               int64_t first_part, int64_t last_part) {
  auto add = add_rows<0, 0, T>;
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128  // too slow to be worth the code
  if (shape.stride == 1) {
    if (shape.kernel == 3) add = add_rows<3, 1, T>;
    if (shape.kernel == 5) add = add_rows<5, 1, T>;
    if (shape.kernel == 7) add = add_rows<7, 1, T>;
  } else if (shape.stride == 2) {
    if (shape.kernel == 3) add = add_rows<3, 2, T>;
    if (shape.kernel == 5) add = add_rows<5, 2, T>;
    if (shape.kernel == 7) add = add_rows<7, 2, T>;
  }
#endif
  const int64_t chunk = rows_of_chunk(shape);
  for (int64_t number = first_part; number < last_part; ++number) {
    float* const part = parts + number * shape.num_weights();
    std::fill_n(part, shape.num_weights(), 0.0f);
    const int64_t first = shape.num_output_rows() * number / num_weight_parts(shape);
    const int64_t last = shape.num_output_rows() * (number + 1) / num_weight_parts(shape);
    for (int64_t row = first; row < last; row += chunk)
      add(shape, input, gradient, row, std::min(row + chunk, last), part);
  }
}

void weight_gradient(const DepthwiseShape& shape, const float* input, const float* gradient,
                     float* parts, int64_t first_part, int64_t last_part) {
  all_parts(shape, input, gradient, parts, first_part, last_part);
}

void weight_gradient_bf16(const DepthwiseShape& shape, const Bfloat16Bits* input,
                          const Bfloat16Bits* gradient, float* parts, int64_t first_part,
                          int64_t last_part) {
  all_parts(shape, input, gradient, parts, first_part, last_part);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(weight_gradient);
HWY_EXPORT(weight_gradient_bf16);

template <>
void depthwise_weight_gradient(const DepthwiseShape& shape, const float* input,
                               const float* grad_output, float* parts, int64_t first_part,
                               int64_t last_part) {
  HWY_DYNAMIC_DISPATCH(weight_gradient)(shape, input, grad_output, parts, first_part, last_part);
}

template <>
void depthwise_weight_gradient(const DepthwiseShape& shape, const Bfloat16Bits* input,
                               const Bfloat16Bits* grad_output, float* parts, int64_t first_part,
                               int64_t last_part) {
  HWY_DYNAMIC_DISPATCH(weight_gradient_bf16)
  (shape, input, grad_output, parts, first_part, last_part);
}

}  // namespace ofa
#endif
