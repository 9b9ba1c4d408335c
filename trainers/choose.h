#pragma once

#include "evaluate/batch_tensors.h"
#include "trainers/arch_source.h"

namespace ofa {

// Takes the candidate whose loss on the batch's first images is the smallest, or the largest
// (AttentiveNAS; Wang et al., 2021, found this a better judge than a predictor of accuracies).
ArchSource::Choose choose_by_loss(const Model& model, const BatchTensors& batch,
                                  const CandidatesConfig& candidates, at::ScalarType precision);

}  // namespace ofa
