#pragma once

#include <ATen/core/Tensor.h>

namespace ofa {

// Means over the batch. Logits are [N, classes], what blocks give [N, C, H, W]; teachers' need no
// gradient.

// Cross-entropy against labels that give `smoothing` of their weight to all classes evenly (Szegedy
// et al., 2016). Labels are whole numbers [N], or shares of classes [N, classes].
at::Tensor hard_loss(const at::Tensor& logits, const at::Tensor& labels, double smoothing);

// Cross-entropy against a teacher's distribution (Hinton et al., 2015), both softened by the
// temperature; times its square, so that gradients keep their size.
at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                     double temperature);

// With p the teacher's distribution, q the student's and w = p / q: for each image the larger of
// two alpha-divergences, sum q (w^alpha - 1) / (alpha (alpha - 1)), of which alpha 1 is the
// Kullback-Leibler divergence from p and alpha 0 that from q (AlphaNet; Wang et al., 2021,
// equations 3 to 6). w^alpha is no larger than `clip`, and counts as a constant in the gradient's
// weights; alpha 1, whose gradient is bounded by itself, is never clipped.
at::Tensor alpha_loss(const at::Tensor& logits, const at::Tensor& teacher_logits, double low,
                      double high, double clip);

// Mean squared difference of logits.
at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits);

// Mean squared difference, as a part of the teacher's mean square.
at::Tensor feature_loss(const at::Tensor& features, const at::Tensor& teacher_features);

// One minus the cosine between the channels of each pixel.
at::Tensor cosine_loss(const at::Tensor& features, const at::Tensor& teacher_features);

}  // namespace ofa
