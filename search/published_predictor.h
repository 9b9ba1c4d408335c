#pragma once

#include <filesystem>
#include <vector>

#include "io/pth.h"
#include "search/predictor.h"

namespace ofa {

// Whether a checkpoint is an accuracy predictor of once-for-all (2020), and not a network.
bool is_published_predictor(const Checkpoint& checkpoint);

// Its tutorial's form (layers 0, 2, 4, ...), or its package's (layers.0.0, ...; base_acc), which
// reads archs of ResNet in an order of their own. The latter's resolutions are in no file; those of
// the published one, which has eight, are known, others are given.
PredictorParts published_predictor(const Space& space, const Checkpoint& checkpoint,
                                   const std::vector<int>& resolutions = {});

}  // namespace ofa
