#pragma once

#include <span>
#include <vector>

#include "space/arch.h"

namespace ofa {

// A number that adds up over an arch's resolution and picks; what is inactive adds nothing.
struct LinearValue {
  double constant = 0;
  std::vector<double> of_resolution;           // by its place in the space's list
  std::vector<std::vector<double>> of_choice;  // [choice][candidate]

  bool operator==(const LinearValue&) const = default;
};

// An Error where the arch's resolution is not in the space's list.
double value(const Space& space, const LinearValue& linear, const Arch& arch);

// The one that comes closest to these values of archs. What they leave open is shared evenly among
// candidates.
LinearValue fit_linear(const Space& space, std::span<const Arch> archs,
                       std::span<const double> values);

}  // namespace ofa
