#include "search/ridge_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ofa {
namespace {

// As many archs as would have to say that nothing matters.
constexpr double kLadder[] = {0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000};

double squared_errors(const FoldedCodes& samples, const Ridge& ridge, int fold) {
  double sum = 0;
  for (size_t i = 0; i < samples.targets.size(); ++i)
    if (samples.folds[i] == fold) sum += std::pow(ridge(samples.codes, i) - samples.targets[i], 2);
  return sum;
}

double squared_errors(const FoldedCodes& samples, const RidgeMoments& all, int without,
                      double lambda) {
  double sum = 0;
  for (int fold = 0; fold < std::ssize(samples.moments); ++fold) {
    if (fold == without) continue;
    RidgeMoments others = all;
    others -= samples.moments[fold];
    sum += squared_errors(samples, solve_ridge(others, lambda), fold);
  }
  return sum;
}

}  // namespace

FoldedCodes::FoldedCodes(Codes these_codes, std::span<const double> these_targets,
                         std::span<const int> these_folds)
    : codes(std::move(these_codes)),
      targets(these_targets.begin(), these_targets.end()),
      folds(these_folds.begin(), these_folds.end()),
      moments(std::ranges::max(folds) + 1, RidgeMoments(codes)),
      all(codes) {
  for (size_t i = 0; i < targets.size(); ++i) {
    moments[folds[i]].add(codes, i, targets[i]);
    all.add(codes, i, targets[i]);
  }
}

RidgeChoice choose_ridge(const FoldedCodes& samples, int without) {
  RidgeMoments all = samples.all;
  if (without != kNoFold) all -= samples.moments[without];
  RidgeChoice best;
  double least = std::numeric_limits<double>::infinity();
  for (const double lambda : kLadder) {
    const double sum = squared_errors(samples, all, without, lambda);
    if (sum >= least) continue;
    least = sum;
    best.lambda = lambda;
  }
  best.rmse = std::sqrt(least / all.count);
  best.ridge = solve_ridge(all, best.lambda);
  return best;
}

}  // namespace ofa
