#pragma once

#include <string>

#include "io/pth.h"
#include "space/arch.h"

namespace ofa {

// Published weights under our names, float32, in the shapes of our parameters.
struct PublishedWeights {
  NamedTensors parameters;  // all of them
  NamedTensors norms;       // "<norm>.mean" and "<norm>.variance" of norms with running statistics
  int num_ignored = 0;      // tensors that no arch reads
};

// Of a supernet: MobileNetV3's, ProxylessNAS's and ResNet50's of once-for-all (2020), in the keys
// of its releases or of its code, or AttentiveNAS's (2021). An Error names everything in the file
// that is missing, superfluous or of another shape, and what it would fit.
PublishedWeights map_published_weights(const Space& space, const Checkpoint& checkpoint,
                                       const std::string& file);

// Of one arch's network, saved by itself: blocks are numbered without gaps, and kernels are as
// small as they are.
PublishedWeights map_published_weights(const Space& space, const Arch& arch,
                                       const Checkpoint& checkpoint, const std::string& file);

}  // namespace ofa
