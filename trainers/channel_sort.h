#pragma once

#include "trainers/plan.h"
#include "trainers/training_state.h"

namespace ofa {

// As a phase begins: the most important channels of every dim whose narrower widths it opens come
// first. Archs of the phases before compute what they did (with `all_trained`, as after a start
// from another supernet, all archs); the state goes along. Channels that a shortcut joins to
// more or fewer keep their order.
void sort_for_phase(Model& model, const TrainingState& state, const std::vector<PhasePlan>& plans,
                    size_t index, bool all_trained);

}  // namespace ofa
