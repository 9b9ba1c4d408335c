#pragma once

#include "export/model_card.h"
#include "export/network.h"
#include "space/space.h"

namespace ofa {

// One arch with random weights and norms; none of them trivial.
Network random_network(const Space& space, const Arch& arch, uint64_t seed);

// A card with something in every entry, for a network of this input and number of classes.
ModelCard sample_card(int resolution, int channels, int classes);

}  // namespace ofa
