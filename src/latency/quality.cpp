#include "latency/quality.h"

#include "core/statistics.h"

namespace ofa {

Figures figures_of(std::span<const double> measured, std::span<const double> predicted) {
  Figures figures;
  figures.networks = static_cast<int>(measured.size());
  if (measured.empty()) return figures;
  figures.error = mean_relative_error(measured, predicted);
  figures.within_5 = share_within(measured, predicted, 0.05);
  figures.within_10 = share_within(measured, predicted, 0.10);
  figures.pearson = pearson(measured, predicted);
  figures.spearman = spearman(measured, predicted);
  figures.kendall = kendall(measured, predicted);
  return figures;
}

}  // namespace ofa
