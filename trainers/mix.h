#pragma once

#include "core/random.h"
#include "evaluate/batch_tensors.h"
#include "trainers/mix_config.h"

namespace ofa {

// The batch with each image mixed with another of it, or as it is where this batch is not to be
// mixed. Labels of a mixed one are shares of classes [N, classes].
BatchTensors mixed(const BatchTensors& batch, const MixConfig& config, int64_t num_classes,
                   Random& random);

// From Beta(alpha, alpha).
double draw_beta(double alpha, Random& random);

// A box of about this part of the area, with its centre anywhere: what of it is in the image.
struct Box {
  int64_t top = 0, left = 0, height = 0, width = 0;
};
Box draw_box(double area, int64_t height, int64_t width, Random& random);

}  // namespace ofa
