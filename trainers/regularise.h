#pragma once

#include "nn/regularisation.h"
#include "space/space.h"
#include "trainers/regularise_config.h"

namespace ofa {

// What one arch of a step drops on one of the batches that the step adds up, for forward_train:
// nothing, where only the widest is regularised and this is not it. The same whatever ran before.
Regularisation regularisation_for(const RegulariseConfig& config, bool is_widest, uint64_t seed,
                                  int64_t step, int part, int arch);

// An Error where a space has nothing that could be dropped.
void check_regularise(const RegulariseConfig& config, const Space& space);

}  // namespace ofa
