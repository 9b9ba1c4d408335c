#include "depthwise_testing.h"

namespace ofa {
namespace {

// Calls run(place in input, tap, place in output) for every product there is.
template <typename Run>
void each_product(const DepthwiseShape& s, const Run& run) {
  for (int64_t image = 0; image < s.images; ++image)
    for (int64_t out_y = 0; out_y < s.out_height(); ++out_y)
      for (int64_t out_x = 0; out_x < s.out_width(); ++out_x)
        for (int ky = 0; ky < s.kernel; ++ky)
          for (int kx = 0; kx < s.kernel; ++kx) {
            const int64_t y = out_y * s.stride - s.kernel / 2 + ky;
            const int64_t x = out_x * s.stride - s.kernel / 2 + kx;
            if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
            const int64_t in = ((image * s.height + y) * s.width + x) * s.channels;
            const int64_t tap = (int64_t{ky} * s.kernel + kx) * s.channels;
            const int64_t out =
                ((image * s.out_height() + out_y) * s.out_width() + out_x) * s.channels;
            for (int64_t c = 0; c < s.channels; ++c) run(in + c, tap + c, out + c);
          }
}

PlainSums zeros(int64_t size) {
  return {std::vector<double>(size), std::vector<double>(size)};
}

void add(PlainSums& sums, int64_t at, double product) {
  sums.values[at] += product;
  sums.sizes[at] += std::abs(product);
}

}  // namespace

Bfloat16Bits plain_round(float value) {
  if (std::isnan(value)) return 0x7FC0;
  const auto below = static_cast<Bfloat16Bits>(std::bit_cast<uint32_t>(value) >> 16);
  const auto above = static_cast<Bfloat16Bits>(below + 1);  // farther from zero
  if (to_real(below) == value) return below;
  // What follows the largest counts as the power of two that it would be.
  const double next = std::isinf(to_real(above)) ? std::copysign(std::ldexp(1.0, 128), value)
                                                 : double{to_real(above)};
  const double to_below = std::abs(value - double{to_real(below)});
  const double to_above = std::abs(next - value);
  if (to_below != to_above) return to_below < to_above ? below : above;
  return below % 2 == 0 ? below : above;
}

PlainSums plain_forward(const DepthwiseShape& shape, const std::vector<double>& input,
                        const std::vector<double>& weight) {
  PlainSums sums = zeros(output_size(shape));
  each_product(shape, [&](int64_t in, int64_t tap, int64_t out) {
    add(sums, out, input[in] * weight[tap]);
  });
  return sums;
}

PlainSums plain_input_gradient(const DepthwiseShape& shape, const std::vector<double>& grad_output,
                               const std::vector<double>& weight) {
  PlainSums sums = zeros(input_size(shape));
  each_product(shape, [&](int64_t in, int64_t tap, int64_t out) {
    add(sums, in, grad_output[out] * weight[tap]);
  });
  return sums;
}

PlainSums plain_weight_gradient(const DepthwiseShape& shape, const std::vector<double>& input,
                                const std::vector<double>& grad_output) {
  PlainSums sums = zeros(shape.num_weights());
  each_product(shape, [&](int64_t in, int64_t tap, int64_t out) {
    add(sums, tap, input[in] * grad_output[out]);
  });
  return sums;
}

std::vector<DepthwiseShape> shapes_to_test() {
  const int64_t sizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 28};
  const int64_t channels[] = {1, 3, 8, 15, 16, 17, 33, 96};
  std::vector<DepthwiseShape> shapes;
  for (const int kernel : {1, 3, 5, 7, 9})
    for (const int stride : {1, 2})
      for (const int64_t size : sizes)
        for (const int64_t count : channels) {
          // Heights that differ from widths, and are even and odd with each of them.
          const int64_t height = sizes[shapes.size() * 5 % std::size(sizes)];
          const int64_t images = size * height <= 64 ? 3 : 1;
          shapes.push_back({images, height, size, count, kernel, stride});
        }
  return shapes;
}

std::ostream& operator<<(std::ostream& out, const DepthwiseShape& shape) {
  return out << shape.images << " images of " << shape.height << "x" << shape.width << "x"
             << shape.channels << ", kernel " << shape.kernel << ", stride " << shape.stride;
}

}  // namespace ofa
