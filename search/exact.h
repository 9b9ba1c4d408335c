#pragma once

#include "search/additive.h"

namespace ofa {

struct ExactOptions {
  double most_cost = 0;
  double step = 0.001;  // costs of blocks are rounded up to multiples of it
  size_t points = 300;  // of the front at most, spread over it
};

// What rounding adds to an arch's cost at most: a step a block and a pick.
double most_rounding(const Space& space, const Variants& variants, double step);

// The front of two numbers that both add up: for every cost up to a bound the arch of the most
// value, by cost. By dynamic programming over the parts of the space, so no arch is missed but by
// rounding.
std::vector<Arch> exact_front(const Space& space, const Variants& variants, const Additive& value,
                              const Additive& cost, const ExactOptions& options);

}  // namespace ofa
