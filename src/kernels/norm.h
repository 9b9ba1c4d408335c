#pragma once

#include <cstdint>

#include "graph/graph.h"
#include "kernels/elements.h"

namespace ofa {

// Maps [images, pixels of one image, channels].
struct NormShape {
  int64_t images = 1;
  int64_t pixels = 1;
  int64_t channels = 1;

  int64_t num_pixels() const { return images * pixels; }
  int64_t size() const { return num_pixels() * channels; }
  bool operator==(const NormShape&) const = default;
};

// What becomes of a map y: act(factor * (y * scale + shift) + residual) * gate.
template <typename T>
struct NormCurve {
  const T* y = nullptr;
  const RealOf<T>* scale = nullptr;  // [channels]
  const RealOf<T>* shift = nullptr;  // [channels]
  const T* residual = nullptr;       // like y; or none
  Act act = Act::kNone;
  const RealOf<T>* gate = nullptr;     // [images, channels]; or none
  const RealOf<T>* factors = nullptr;  // [images]; or none, as beside a gate
};

template <typename T>
struct NormGradient {
  NormCurve<T> forward;
  const T* gradient = nullptr;                   // of the result
  const RealOf<T>* pooled_gradient = nullptr;    // [images, channels], of each pixel; or none
  const RealOf<T>* mean = nullptr;               // [channels]
  const RealOf<T>* inverse_deviation = nullptr;  // [channels]
};

// Passes over maps of float, Bfloat16Bits or double, over a range of independent pieces of work, so
// that the parallel loop stands outside. Bits depend on the shape and on the processor's vectors,
// never on how ranges are split. Results that are Bfloat16Bits are rounded to nearest even.

// Sums over all pixels are made in parts, as many as the shape alone says: [num_norm_parts, 2,
// channels].
int64_t num_norm_parts(const NormShape& shape);

// Sums of y less its first pixel, and of the square of that. Pieces: parts.
template <typename T>
void moments_parts(const NormShape& shape, const T* y, RealOf<T>* parts, int64_t first_part,
                   int64_t last_part);

// Each channel's mean and population variance.
template <typename T>
void finish_moments(const NormShape& shape, const T* y, const RealOf<T>* parts, RealOf<T>* mean,
                    RealOf<T>* variance);

// Pieces: num_pixels(). z may be y, or the residual.
template <typename T>
void normalise(const NormShape& shape, const NormCurve<T>& curve, T* z, int64_t first_pixel,
               int64_t last_pixel);

// The mean over each image's pixels, before the gate: [images, channels]. Pieces: images.
template <typename T>
void pool(const NormShape& shape, const NormCurve<T>& curve, RealOf<T>* means, int64_t first_image,
          int64_t last_image);

// The sum over each image's pixels of gradient * act(...): [images, channels]. Pieces: images.
template <typename T>
void gate_gradient(const NormShape& shape, const NormGradient<T>& gradient, RealOf<T>* result,
                   int64_t first_image, int64_t last_image);

// Below, p = (gradient * gate + pooled_gradient) * act'(factor * (y * scale + shift) + residual),
// q = p * factor, and yhat = (y - mean) * inverse_deviation.

// Sums of q and of q * yhat. Pieces: parts.
template <typename T>
void norm_gradient_parts(const NormShape& shape, const NormGradient<T>& gradient, RealOf<T>* parts,
                         int64_t first_part, int64_t last_part);

// The gradients of shift and of scale: [2, channels]. Real is float or double.
template <typename Real>
void finish_norm_gradient(const NormShape& shape, const Real* parts, Real* sums);

// grad_y = scale * (q - mean of q - yhat * mean of q * yhat), and, where it is wanted,
// grad_residual = p. One of them may be the memory of the gradient. Pieces: num_pixels().
template <typename T>
void norm_input_gradient(const NormShape& shape, const NormGradient<T>& gradient,
                         const RealOf<T>* sums, T* grad_y, T* grad_residual, int64_t first_pixel,
                         int64_t last_pixel);

}  // namespace ofa
