#pragma once

#include <array>
#include <functional>

#include "data/dataset.h"
#include "nn/calibrate.h"
#include "nn/model.h"

namespace ofa {

struct EvaluationOptions {
  Split split = Split::kValidation;
  int64_t images = 0;  // of the split at most; 0: all
  int64_t calibration = 1000;
  at::ScalarType precision = at::kFloat;
  std::function<void()> before_batch = [] {};  // what it throws ends the evaluation
};

struct Accuracy {
  Arch arch;
  int64_t num_images = 0;
  double top1 = 0, top5 = 0;       // parts of the images
  double loss = 0;                 // mean cross-entropy
  std::array<double, 2> halves{};  // top1 on every second image

  bool operator==(const Accuracy&) const = default;
};

// Of each arch, its norms calibrated first. Images are read once for all archs of a resolution.
std::vector<Accuracy> measure_accuracy(const Model& model, const Dataset& dataset,
                                       const std::vector<Arch>& archs,
                                       const EvaluationOptions& options);

// The same for one network by the statistics that it carries.
Accuracy measure_accuracy(const Weights& weights, const Plan& plan,
                          const NormStatistics& statistics, const Dataset& dataset,
                          const EvaluationOptions& options);

// Norms calibrated on training images of the data set, prepared as for evaluation.
NormStatistics calibrate(const Weights& weights, const Plan& plan, const Dataset& dataset,
                         const EvaluationOptions& options);

}  // namespace ofa
