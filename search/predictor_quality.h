#pragma once

#include <optional>
#include <span>
#include <string>

#include "config/json.h"

namespace ofa {

// How well a predictor meets samples that it was not fitted on. Accuracies are fractions.
struct PredictorQuality {
  std::string kind;                      // ridge or mlp
  double rmse = 0;                       // root of the mean squared error
  double other_rmse = 0;                 // of the kind that was not taken
  double deviation = 0;                  // of what was measured, from its mean
  double kendall = 0, spearman = 0;      // of predicted and measured
  double macs_kendall = 0;               // of MACs and measured: what takes no predictor
  std::optional<double> halves_kendall;  // of two measurements, on half of the pictures each
  double spread = 0;                     // of the members, on average

  bool operator==(const PredictorQuality&) const = default;
};

Json to_json(const PredictorQuality& quality);

// The figures that follow from what was predicted and measured.
PredictorQuality assess(std::span<const double> predicted, std::span<const double> measured);

double root_mean_square_error(std::span<const double> predicted, std::span<const double> measured);

}  // namespace ofa
