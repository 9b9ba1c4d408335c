#include "nn/depthwise.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/profile.h"
#include "kernels/depthwise.h"
#include "nn/kernel_data.h"
#include "nn/nhwc.h"

namespace ofa {
namespace {

DepthwiseShape shape_of(const Conv& conv, at::IntArrayRef input) {
  return {input[0], input[2], input[3], input[1], conv.kernel, conv.stride};
}

// Rows are handed out in so many pieces that none waits long for the last.
int64_t grain(int64_t rows) {
  return std::max<int64_t>(1, rows / (8 * at::get_num_threads()));
}

at::Tensor taps_of(const Conv& conv, const at::Tensor& weight) {
  TORCH_CHECK(weight.scalar_type() == at::kFloat && weight.is_contiguous(),
              "depthwise: expected weights in float, tap after tap");
  const DepthwiseShape shape{.channels = weight.size(0), .kernel = conv.kernel};
  at::Tensor taps = at::empty({conv.kernel, conv.kernel, weight.size(0)}, weight.options());
  taps_first(shape, weight.const_data_ptr<float>(), taps.data_ptr<float>());
  return taps;
}

template <typename Run>
void with_float_elements(const at::Tensor& tensor, const Run& run) {
  if (tensor.scalar_type() == at::kBFloat16) return run(Bfloat16Bits());
  TORCH_CHECK(tensor.scalar_type() == at::kFloat, "depthwise: expected float or bfloat16");
  run(float());
}

at::Tensor map(at::IntArrayRef sizes, const at::Tensor& like) {
  return at::empty(sizes, like.options(), at::MemoryFormat::ChannelsLast);
}

}  // namespace

bool Depthwise::knows(const Conv& conv, const at::Tensor& input) {
  const bool has_type = input.scalar_type() == at::kFloat || input.scalar_type() == at::kBFloat16;
  return conv.depthwise && conv.kernel <= DepthwiseShape::kLargestKernel && has_type &&
         input.is_cpu();
}

Depthwise::Depthwise(const Conv& conv, const at::Tensor& weight)
    : conv_(conv), taps_(taps_of(conv, weight)) {}

at::Tensor Depthwise::forward(const at::Tensor& input) const {
  TORCH_CHECK(is_nhwc(input) && input.size(1) == taps_.size(2),
              "depthwise: not these weights' map");
  const DepthwiseShape shape = shape_of(conv_, input.sizes());
  at::Tensor output =
      nhwc(map({shape.images, shape.channels, shape.out_height(), shape.out_width()}, input));
  with_float_elements(input, [&](auto element) {
    using T = decltype(element);
    at::parallel_for(0, shape.num_output_rows(), grain(shape.num_output_rows()),
                     [&](int64_t first, int64_t last) {
                       depthwise_forward<T>(shape, read<T>(input), read<float>(taps_),
                                            write<T>(output), first, last);
                     });
  });
  return output;
}

at::Tensor Depthwise::input_gradient(at::IntArrayRef input_sizes,
                                     const at::Tensor& gradient) const {
  TORCH_CHECK(is_nhwc(gradient), "depthwise: expected a gradient in channels_last");
  const DepthwiseShape shape = shape_of(conv_, input_sizes);
  at::Tensor result = nhwc(map(input_sizes, gradient));
  with_float_elements(gradient, [&](auto element) {
    using T = decltype(element);
    at::parallel_for(0, shape.num_input_rows(), grain(shape.num_input_rows()),
                     [&](int64_t first, int64_t last) {
                       depthwise_input_gradient<T>(shape, read<T>(gradient), read<float>(taps_),
                                                   write<T>(result), first, last);
                     });
  });
  return result;
}

at::Tensor Depthwise::weight_gradient(const at::Tensor& input, const at::Tensor& gradient) const {
  TORCH_CHECK(is_nhwc(input) && is_nhwc(gradient) && input.scalar_type() == gradient.scalar_type(),
              "depthwise: expected maps of one type in channels_last");
  const DepthwiseShape shape = shape_of(conv_, input.sizes());
  const at::Tensor parts =
      at::empty({num_weight_parts(shape), shape.num_weights()}, taps_.options());
  with_float_elements(input, [&](auto element) {
    using T = decltype(element);
    at::parallel_for(0, num_weight_parts(shape), 1, [&](int64_t first, int64_t last) {
      depthwise_weight_gradient<T>(shape, read<T>(input), read<T>(gradient), write<float>(parts),
                                   first, last);
    });
  });
  const at::Tensor sum = at::empty_like(taps_);
  at::parallel_for(0, shape.num_taps(), 1, [&](int64_t first, int64_t last) {
    add_parts(shape, read<float>(parts), write<float>(sum), first, last);
  });
  at::Tensor result = at::empty({shape.channels, 1, conv_.kernel, conv_.kernel}, taps_.options());
  channels_first(shape, read<float>(sum), write<float>(result));
  return nhwc(result);
}

}  // namespace ofa
