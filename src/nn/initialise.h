#pragma once

#include <cstdint>

#include "nn/weights.h"

namespace ofa {

struct InitOptions {
  bool zero_residual =
      false;  // the last norm of a residual branch starts at 0, so a block at identity
};

// Initial values, each from numbers of its own, as once-for-all (2020) draws them: convolutions
// normal with deviation sqrt(2 / (k*k*out)), linears uniform within 1 / sqrt(in), norms 1 and 0,
// biases 0, kernel matrices the identity.
void initialise(Weights& weights, uint64_t seed, const InitOptions& options = {});

}  // namespace ofa
