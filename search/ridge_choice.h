#pragma once

#include <span>
#include <vector>

#include "search/ridge.h"

namespace ofa {

// Samples in one code, and the folds that they are in.
struct FoldedCodes {
  FoldedCodes(Codes codes, std::span<const double> targets, std::span<const int> folds);

  Codes codes;
  std::vector<double> targets;
  std::vector<int> folds;
  std::vector<RidgeMoments> moments;  // of each fold
  RidgeMoments all;
};

struct RidgeChoice {
  double lambda = 0;
  double rmse = 0;  // on folds that were left out in turn
  Ridge ridge;      // of them all
};

constexpr int kNoFold = -1;

// With the lambda, of a ladder, by which folds are best predicted from the others. One fold takes
// no part, or none.
RidgeChoice choose_ridge(const FoldedCodes& samples, int without = kNoFold);

}  // namespace ofa
