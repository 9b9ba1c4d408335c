#pragma once

#include "search/fit_predictor.h"
#include "search/trained_supernet.h"

namespace ofa {

struct SamplingOptions {
  int samples = 200;  // at most
  int rounds = 3;     // of them, after those that are spread: where the front is
  // Begins no batch of archs after it, once there are as many as a predictor takes; 0: no end.
  double most_seconds = 0;
  AccuracySettings accuracy;
  uint64_t seed = 0;
};

// Measures archs to fit a predictor on: first some that are spread over the space's MACs, then, by
// predictors fitted on what there is, those of the front. What the supernet measured before costs
// nothing.
std::vector<AccuracySample> gather_samples(const Space& space, TrainedSupernet& supernet,
                                           const SamplingOptions& options);

// Archs at equal distances of MACs from the least to the most, no two alike, in an order of which
// every beginning is spread, too. Fewer where the space has no more.
std::vector<Arch> spread_over_macs(const Space& space, int count, uint64_t seed);

}  // namespace ofa
