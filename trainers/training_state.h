#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <vector>

namespace ofa {

// Float32, of any shape.
struct NamedBuffer {
  std::string name;
  at::Tensor values;
};

// Laid out like the weights' groups: goes along where channels are sorted.
struct GroupBuffers {
  std::string name;
  std::array<at::Tensor, 2> groups;
};

// What training keeps from step to step besides weights; checkpoints find it by name. The tensors
// are the very ones that steps write to. Each begins such that training could start with it.
struct TrainingState {
  std::vector<GroupBuffers> like_weights;
  std::vector<NamedBuffer> others;
};

}  // namespace ofa
