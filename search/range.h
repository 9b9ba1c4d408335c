#pragma once

#include "search/additive.h"

namespace ofa {

// What archs of a space reach in a number that adds up, or that is the largest of their blocks'.
enum class Join { kSum, kLargest };

struct Extreme {
  double value = 0;
  Arch arch;
};
// The least, or the most; exactly. By resolution: of each that is open, in their order.
std::vector<Extreme> extremes(const Space& space, const Variants& variants,
                              const Additive& additive, Join join, bool most);

}  // namespace ofa
