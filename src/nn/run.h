#pragma once

#include <map>
#include <vector>

#include "nn/operations.h"
#include "nn/plan.h"

namespace ofa {

// What a forward pass leaves for the backward one: per operation the detached inputs and what it
// gave.
class Tape {
 public:
  struct Row {
    int op = -1;
    std::vector<at::Tensor> inputs, parameters;  // leaves
    at::Tensor output;
  };
  std::vector<Row> rows;
};

// Values by their id; the logits are those of the graph's output.
using Values = std::map<ValueId, at::Tensor>;

// Runs images [N, C, H, W] by the batch's own moments, on the weights' device. Activations and
// weights are of type `precision`; logits and kept values come back as float (double in double).
// Also keeps the values in `keep`.
Values forward_train(const Weights& weights, const Plan& plan, const at::Tensor& images,
                     at::ScalarType precision, Tape* tape, const std::vector<ValueId>& keep = {});

// Adds to the weights' gradients what gradients at values (the logits, and whatever was kept) come
// to. The tape is used up, and its memory freed as it goes.
void backward(Weights& weights, const Plan& plan, Tape& tape, const Values& gradients);

// Runs by given moments, or writes the batch's own down; one entry a norm.
Values forward_with_moments(const Weights& weights, const Plan& plan, const at::Tensor& images,
                            at::ScalarType precision, Mode mode, std::vector<Moments>& moments,
                            const std::vector<ValueId>& keep = {});

}  // namespace ofa
