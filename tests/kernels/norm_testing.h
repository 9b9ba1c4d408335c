#pragma once

#include <ostream>
#include <vector>

#include "depthwise_testing.h"
#include "kernels/norm.h"

namespace ofa {

inline constexpr Act kActs[] = {Act::kNone,  Act::kRelu,    Act::kRelu6,   Act::kHSwish,
                                Act::kSwish, Act::kSigmoid, Act::kHSigmoid};

// A norm with all that may follow it, in double: y [images, pixels, channels], its residual and
// the gradient of its result; gate and pooled gradient [images, channels]; weight and bias
// [channels]; factors [images]. What is empty is left out.
struct PlainNorm {
  NormShape shape;
  Act act = Act::kNone;
  std::vector<double> y, residual, gradient, gate, pooled_gradient, weight, bias, factors;
};

// What it gives, by the formulas as they are written in books. The gradients are those of
// sum(gradient * result) + sum(pooled_gradient * act(...)).
struct PlainResults {
  std::vector<double> mean, variance, scale, shift;   // [channels]
  std::vector<double> result, pooled, gate_gradient;  // pooled before the gate
  std::vector<double> p, q, grad_y, grad_shift, grad_scale;
};

inline constexpr double kEpsilon = 1e-3;

PlainResults plain_norm(const PlainNorm& norm);

// What the gradients are of, with moments taken anew.
double plain_loss(const PlainNorm& norm);

// Channels and pixels around those of vectors, blocks and rows.
std::vector<NormShape> norm_shapes_to_test();

std::ostream& operator<<(std::ostream& out, const NormShape& shape);

}  // namespace ofa
