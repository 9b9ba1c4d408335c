#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "search/mlp_fit.h"
#include "search/predictor.h"

namespace ofa {

// An arch with its accuracy as it was measured: on all pictures, and on each half of them (both 0:
// not known).
struct AccuracySample {
  Arch arch;
  double accuracy = 0;
  std::array<double, 2> halves{};
};

inline constexpr int kFewestArchs = 10;  // to fit a predictor on

// A predictor of the kind that is best on samples which it was not fitted on: a ridge, or, where
// that is clearly better, a ridge with what an ensemble of small networks has learnt to add to it.
// The same seed gives the same predictor. An Error where samples are too few, or do not differ.
PredictorParts fit_predictor(const Space& space, std::span<const AccuracySample> samples,
                             uint64_t seed, const MlpOptions& mlp = {});

}  // namespace ofa
