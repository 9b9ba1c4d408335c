#pragma once

#include "search/linear_value.h"
#include "space/variants.h"

namespace ofa {

// A number that adds up over an arch's resolution, picks and blocks.
struct Additive {
  LinearValue choices;           // without candidates: its constant alone
  std::vector<double> of_block;  // by the number of a variant; none: blocks add nothing

  double block(int64_t number) const { return of_block.empty() ? 0 : of_block[number]; }
};

// What one pick adds; and all that is the same for every arch of a resolution and of what the whole
// net decides.
double of_pick(const LinearValue& linear, int choice, int8_t pick);
double base(const Space& space, const LinearValue& linear, const Arch& setting);

double value(const Space& space, const Variants& variants, const Additive& additive,
             const Arch& arch);

Additive negated(Additive additive);

}  // namespace ofa
