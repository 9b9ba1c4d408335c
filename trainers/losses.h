#pragma once

#include <ATen/core/Tensor.h>

namespace ofa {

// Means over the batch; logits [N, classes], labels [N] whole numbers.

// Cross-entropy against labels that give `smoothing` of their weight to all classes evenly (Szegedy
// et al., 2016).
at::Tensor hard_loss(const at::Tensor& logits, const at::Tensor& labels, double smoothing);

// Cross-entropy against a teacher's distribution (Hinton et al., 2015), both softened by the
// temperature; times its square, so that gradients keep their size.
at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                     double temperature);

}  // namespace ofa
