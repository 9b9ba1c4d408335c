#include "search/predictor_quality.h"

#include <cmath>
#include <vector>

#include "core/statistics.h"

namespace ofa {

PredictorQuality assess(std::span<const double> predicted, std::span<const double> measured) {
  const std::vector<double> average(measured.size(), mean(measured));
  return {.rmse = root_mean_square_error(predicted, measured),
          .deviation = root_mean_square_error(average, measured),
          .kendall = kendall(predicted, measured),
          .spearman = spearman(predicted, measured)};
}

double root_mean_square_error(std::span<const double> predicted, std::span<const double> measured) {
  double sum = 0;
  for (size_t i = 0; i < measured.size(); ++i) sum += std::pow(predicted[i] - measured[i], 2);
  return std::sqrt(sum / static_cast<double>(measured.size()));
}

Json to_json(const PredictorQuality& quality) {
  const auto& halves = quality.halves_kendall;
  return {{"kind", quality.kind},
          {"rmse", quality.rmse},
          {"other_rmse", quality.other_rmse},
          {"deviation", quality.deviation},
          {"kendall", quality.kendall},
          {"spearman", quality.spearman},
          {"macs_kendall", quality.macs_kendall},
          {"halves_kendall", halves ? Json(*halves) : Json()},
          {"spread", quality.spread}};
}

}  // namespace ofa
