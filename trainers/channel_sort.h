#pragma once

#include <array>

#include "trainers/plan.h"

namespace ofa {

// As a phase begins: the most important channels of every dim whose narrower widths it opens come
// first. Archs of the phases before compute what they did (with `all_trained`, as after a start
// from another supernet, all archs); the optimizer's state goes along. Channels that a shortcut
// joins to more or fewer keep their order.
void sort_for_phase(Model& model, const std::array<at::Tensor, 2>& momentum,
                    const std::vector<PhasePlan>& plans, size_t index, bool all_trained);

}  // namespace ofa
