#pragma once

#include <vector>

#include "core/random.h"
#include "space/arch.h"

namespace ofa {

// Each choice is drawn anew with this probability. The result differs, if the space has another
// arch at all.
Arch mutate(const Space& space, const Arch& arch, double probability, Random& random);

// Each choice is one of the two parents'.
Arch crossover(const Space& space, const Arch& a, const Arch& b, Random& random);

// All archs that one changed choice gives. A deeper stage repeats its last block.
std::vector<Arch> neighbours(const Space& space, const Arch& arch);

}  // namespace ofa
