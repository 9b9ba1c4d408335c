#pragma once

#include <cstddef>
#include <span>

namespace ofa {

// The loops that training spends its time in. Matrices lie row by row.

// to += each of these rows of a matrix with `size` columns.
void add_rows(const float* matrix, int size, std::span<const int> rows, float* to);
// Each of these rows += what.
void add_to_rows(float* matrix, int size, std::span<const int> rows, const float* what);
void add_scaled(float* to, float times, const float* what, int size);

// A layer with weights [outputs, inputs], of inputs [rows, inputs].
struct LayerSize {
  int inputs = 0, outputs = 0;
};
void layer_forward(LayerSize size, const float* weights, const float* bias, const float* in,
                   int rows, float* out);
// From gradients at the outputs those at all else, which are added to.
void layer_backward(LayerSize size, const float* weights, const float* in, const float* at_out,
                    int rows, float* at_weights, float* at_bias, float* at_in);

void relu(std::span<float> values);
// Of gradients behind it those before it.
void relu_backward(std::span<const float> values, std::span<float> gradients);

// One step of Adam on many values, with what it remembers of each.
struct AdamStep {
  float lr = 0;
  float weight_decay = 0;
  float correction1 = 1, correction2 = 1;  // of averages that began at nothing
};
inline constexpr float kBeta1 = 0.9f, kBeta2 = 0.999f;
void adam(const AdamStep& step, std::span<float> values, const float* gradients, float* averages,
          float* squares);

}  // namespace ofa
