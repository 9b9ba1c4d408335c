#pragma once

#include "evaluate/batch_tensors.h"

namespace ofa {

// Noise with random labels, the same for the same seed and step: where time is measured, and
// images are not there or do not matter.
struct RandomImages {
  uint64_t seed = 0;
  int count = 1, channels = 3, num_classes = 2;
  at::Device device = at::kCPU;

  BatchTensors batch(int64_t step, int resolution) const;
};

}  // namespace ofa
