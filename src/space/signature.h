#pragma once

#include <cstdint>
#include <vector>

#include "space/space.h"

namespace ofa {

// Two listed values with equal signatures stand for the same network.
using Signature = std::vector<int64_t>;

// Of a value that is itself, whatever it is surrounded by.
Signature signature_of_value(double value);
// Of a value that a part lists for one of its blocks, or, at -1, for any of them.
Signature signature(const Space& space, ChoiceKind kind, int part, int block, double value);

}  // namespace ofa
