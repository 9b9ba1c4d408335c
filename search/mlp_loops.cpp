#include "search/mlp_loops.h"

#include <cmath>

#include "data/simd.h"

namespace ofa {
namespace {

inline void add(float* to, float times, const float* what, int size) {
  for (int i = 0; i < size; ++i) to[i] += times * what[i];
}

// Eight sums, which the compiler keeps in vectors: it may not reorder one.
inline float dot(const float* a, const float* b, int size) {
  constexpr int kSums = 8;
  float sums[kSums] = {};
  int i = 0;
  for (; i + kSums <= size; i += kSums)
    for (int k = 0; k < kSums; ++k) sums[k] += a[i + k] * b[i + k];
  for (; i < size; ++i) sums[0] += a[i] * b[i];
  for (int half = kSums / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) sums[k] += sums[k + half];
  return sums[0];
}

}  // namespace

OFA_WIDE_LOOP void add_rows(const float* matrix, int size, std::span<const int> rows, float* to) {
  for (const int row : rows) add(to, 1, matrix + row * size, size);
}

OFA_WIDE_LOOP void add_to_rows(float* matrix, int size, std::span<const int> rows,
                               const float* what) {
  for (const int row : rows) add(matrix + row * size, 1, what, size);
}

void add_scaled(float* to, float times, const float* what, int size) {
  add(to, times, what, size);
}

OFA_WIDE_LOOP void layer_forward(LayerSize size, const float* weights, const float* bias,
                                 const float* in, int rows, float* out) {
  const auto [inputs, outputs] = size;
  for (int row = 0; row < rows; ++row)
    for (int j = 0; j < outputs; ++j)
      out[row * outputs + j] = bias[j] + dot(weights + j * inputs, in + row * inputs, inputs);
}

OFA_WIDE_LOOP void layer_backward(LayerSize size, const float* weights, const float* in,
                                  const float* at_out, int rows, float* at_weights, float* at_bias,
                                  float* at_in) {
  const auto [inputs, outputs] = size;
  for (int row = 0; row < rows; ++row) {
    for (int j = 0; j < outputs; ++j) {
      const float gradient = at_out[row * outputs + j];
      add(at_weights + j * inputs, gradient, in + row * inputs, inputs);
      add(at_in + row * inputs, gradient, weights + j * inputs, inputs);
      at_bias[j] += gradient;
    }
  }
}

OFA_WIDE_LOOP void relu(std::span<float> values) {
  for (float& value : values) value = value > 0 ? value : 0;
}

OFA_WIDE_LOOP void relu_backward(std::span<const float> values, std::span<float> gradients) {
  for (size_t i = 0; i < values.size(); ++i) gradients[i] = values[i] > 0 ? gradients[i] : 0;
}

OFA_WIDE_LOOP void adam(const AdamStep& step, std::span<float> values, const float* gradients,
                        float* averages, float* squares) {
  constexpr float kEpsilon = 1e-8f;
  for (size_t i = 0; i < values.size(); ++i) {
    averages[i] = kBeta1 * averages[i] + (1 - kBeta1) * gradients[i];
    squares[i] = kBeta2 * squares[i] + (1 - kBeta2) * gradients[i] * gradients[i];
    const float average = averages[i] * step.correction1;
    const float deviation = std::sqrt(squares[i] * step.correction2) + kEpsilon;
    values[i] -= step.lr * (average / deviation + step.weight_decay * values[i]);
  }
}

}  // namespace ofa
