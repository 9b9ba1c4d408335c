#pragma once

#include <span>
#include <vector>

#include "search/codes.h"

namespace ofa {

// What ridge regression must know of rows and their targets: sums over them, so those of a part
// are those of the whole less those of the rest.
struct RidgeMoments {
  explicit RidgeMoments(const Codes& codes);

  void add(const Codes& codes, size_t row, double target);
  RidgeMoments& operator-=(const RidgeMoments& other);

  int width, num_ones;
  double count = 0, target = 0;
  std::vector<double> features;  // [width]
  std::vector<double> products;  // [width, width], of which the lower half is filled
  std::vector<double> with_target;
};

// target = intercept + weights * features, of the least sum of squared differences plus `lambda`
// times that of the weights of ones. (A real number tells much by one weight, which few rows know
// as well as many.)
struct Ridge {
  double intercept = 0;
  std::vector<double> weights;

  double operator()(const Codes& codes, size_t row) const;
};
Ridge solve_ridge(const RidgeMoments& moments, double lambda);

}  // namespace ofa
