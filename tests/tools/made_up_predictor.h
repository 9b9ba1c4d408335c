#pragma once

#include <cmath>

#include "search/fit_predictor.h"
#include "search/predictor_file.h"
#include "space/costs.h"
#include "space/sample.h"

namespace ofa {

// Of accuracies that grow with MACs and like some kernels better.
inline PredictorParts made_up_predictor(const Space& space) {
  CostTable costs(space);
  std::vector<AccuracySample> samples;
  for (uint64_t i = 0; i < 60; ++i) {
    const Arch arch = random_arch(space, 5, i);
    const auto macs = static_cast<double>(costs(arch).macs);
    const double accuracy = 0.92 - 0.04 * std::exp(-macs / 3e6) + 1e-4 * (i % 3);
    samples.push_back({arch, accuracy, {accuracy, accuracy}});
  }
  return fit_predictor(space, samples, 0);
}

}  // namespace ofa
