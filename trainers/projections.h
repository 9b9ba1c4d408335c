#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "trainers/training_state.h"

namespace ofa {

// Learned matrices [teacher's channels, student's] between what blocks of different spaces give.
// They serve a phase and are no part of the network.
class Projections {
 public:
  // With a first value of its own for each name, in the order of names.
  void add(const std::string& name, int64_t teacher_channels, int64_t student_channels,
           uint64_t seed, const at::TensorOptions& options);

  bool empty() const { return matrices_.empty(); }

  // [N, C, H, W] of a student of C channels or fewer, as the teacher's.
  at::Tensor apply(const std::string& name, const at::Tensor& features) const;

  // Leaves that a loss may be differentiated by, in order; those gradients, undefined where the
  // loss does not depend on a matrix, add up until the step.
  std::vector<at::Tensor> leaves() const;
  void add_gradients(const std::vector<at::Tensor>& gradients);
  void step(double lr);  // SGD with momentum 0.9

  std::vector<NamedBuffer> state() const;  // matrices and momentum

 private:
  struct Matrix {
    at::Tensor values, gradients, momentum;
  };
  std::map<std::string, Matrix> matrices_;
};

}  // namespace ofa
