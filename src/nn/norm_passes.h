#pragma once

#include <ATen/core/Tensor.h>

#include "graph/graph.h"
#include "nn/operations.h"

namespace ofa {

// What becomes of a map y: act(factor * (y * scale + shift) + residual) * gate. Maps are on the
// processor, exactly channels_last, of float, bfloat16 or double; all else is float, or double in
// double.
struct NormMap {
  at::Tensor y;
  at::Tensor scale, shift;  // [C]
  at::Tensor residual;      // or undefined
  Act act = Act::kNone;
  at::Tensor gate;     // [N, C], or undefined
  at::Tensor factors;  // [N, 1, 1, 1]; or undefined, as beside a gate
};

Moments moments_of(const at::Tensor& map);
at::Tensor normalised(const NormMap& map);
// Each image's mean, before the gate: [N, C].
at::Tensor pooled(const NormMap& map);

// Backward: from the gradient of the result.
struct NormMapGradient {
  at::Tensor gradient;
  at::Tensor pooled_gradient;          // [N, C], of each pixel, or undefined
  at::Tensor mean, inverse_deviation;  // [C]
};

at::Tensor gate_gradient(const NormMap& map, const NormMapGradient& gradient);
// Of shift and of scale: [2, C].
at::Tensor parameter_gradients(const NormMap& map, const NormMapGradient& gradient);
// Writes the gradient of y, and of the residual where that is defined. One of them may be the
// memory of the gradient.
void write_input_gradients(const NormMap& map, const NormMapGradient& gradient,
                           const at::Tensor& parameter_gradients, const at::Tensor& of_y,
                           const at::Tensor& of_residual);

}  // namespace ofa
