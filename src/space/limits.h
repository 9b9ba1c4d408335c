#pragma once

#include "space/space.h"

namespace ofa {

constexpr size_t kMaxCandidates = 100;  // of one choice

// Errors for spaces that are beyond any machine, before anything walks through them: the first
// when the parts are listed, the second when the space is complete.
void check_parts(const Space& space);
void check_size(const Space& space);

}  // namespace ofa
