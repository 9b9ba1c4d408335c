#pragma once

#include "space/space.h"

namespace ofa {

// An arch is one network. Refuses values that could say nothing of their own, and notes where two
// archs are the same network after all.
void check_distinct(Space& space);

}  // namespace ofa
