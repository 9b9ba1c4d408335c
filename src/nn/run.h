#pragma once

#include <map>
#include <memory>
#include <vector>

#include "nn/row.h"

namespace ofa {

// What a forward pass leaves for the backward one.
class Tape {
 public:
  std::vector<std::unique_ptr<Row>> rows;
};

// Values by their id; the logits are those of the graph's output.
using Values = std::map<ValueId, at::Tensor>;

// Runs images [N, C, H, W] by the batch's own moments, on the weights' device. Maps are of type
// `precision`; logits and the values in `keep` come back as float (double in double). Without
// `regularisation` nothing is dropped. The plan outlives the tape.
Values forward_train(const Weights& weights, const Plan& plan, const at::Tensor& images,
                     at::ScalarType precision, Tape* tape, const std::vector<ValueId>& keep = {},
                     const Regularisation* regularisation = nullptr);

// Adds to the weights' gradients what gradients at values (the logits, and whatever was kept) come
// to. The tape is used up, and its memory freed as it goes.
void backward(Weights& weights, Tape& tape, const Values& gradients);

// Runs by given moments, or writes the batch's own down; one entry a norm.
Values forward_with_moments(const Weights& weights, const Plan& plan, const at::Tensor& images,
                            at::ScalarType precision, Mode mode, std::vector<Moments>& moments,
                            const std::vector<ValueId>& keep = {});

}  // namespace ofa
