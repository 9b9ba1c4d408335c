#pragma once

#include <hwy/targets.h>

#include <bit>
#include <cmath>
#include <ostream>
#include <type_traits>
#include <vector>

#include "core/random.h"
#include "kernels/depthwise.h"

namespace ofa {

// The nearest bfloat16, found by comparing distances.
Bfloat16Bits plain_round(float value);

template <typename T>
std::vector<T> random_values(int64_t size, uint64_t seed) {
  Random random(seed, "depthwise test");
  std::vector<T> values(size);
  for (T& value : values) {
    const auto real = static_cast<float>(random.normal());
    if constexpr (std::is_same_v<T, Bfloat16Bits>)
      value = plain_round(real);
    else
      value = real;
  }
  return values;
}

template <typename T>
std::vector<double> to_doubles(const std::vector<T>& values) {
  std::vector<double> result(values.size());
  for (size_t i = 0; i < values.size(); ++i) result[i] = to_real(values[i]);
  return result;
}

// What each direction sums, and the sum of the terms' sizes, which bounds its error.
struct PlainSums {
  std::vector<double> values;
  std::vector<double> sizes;
};

PlainSums plain_forward(const DepthwiseShape& shape, const std::vector<double>& input,
                        const std::vector<double>& weight);
PlainSums plain_input_gradient(const DepthwiseShape& shape, const std::vector<double>& grad_output,
                               const std::vector<double>& weight);
PlainSums plain_weight_gradient(const DepthwiseShape& shape, const std::vector<double>& input,
                                const std::vector<double>& grad_output);

inline int64_t input_size(const DepthwiseShape& shape) {
  return shape.num_input_rows() * shape.width * shape.channels;
}
inline int64_t output_size(const DepthwiseShape& shape) {
  return shape.num_output_rows() * shape.out_width() * shape.channels;
}

// Kernels, strides, sizes and channels around those of tiles, blocks and vectors.
std::vector<DepthwiseShape> shapes_to_test();

// Each of the processor's kinds of vectors in turn.
template <typename Check>
void on_every_target(const Check& check) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    check(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
}

std::ostream& operator<<(std::ostream& out, const DepthwiseShape& shape);

}  // namespace ofa
