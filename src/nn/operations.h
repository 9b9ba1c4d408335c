#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "graph/graph.h"

namespace ofa {

// What a norm normalises with.
struct Moments {
  at::Tensor mean, variance;  // [C]; variance of the batch as a population
};

// How norms behave: by the batch's own moments, keeping none; by given ones; or by the batch's own,
// which are written down.
enum class Mode { kTrain, kEvaluate, kCalibrate };

// One operation on tensors. Maps are exactly channels_last. `moments` belongs to norms: read in
// kEvaluate, written in kCalibrate.
at::Tensor apply(const Op& op, const std::vector<at::Tensor>& inputs,
                 const std::vector<at::Tensor>& parameters, Mode mode, Moments* moments);

}  // namespace ofa
