#pragma once

#include <span>
#include <vector>

namespace ofa {

// What a subject's visits took, round by round; NaN: disturbed.
using Visits = std::vector<double>;
using Samples = std::vector<Visits>;  // by subject

// A low quantile over the rounds that were not disturbed, since what disturbs only ever adds; not
// the lowest, which varies more. NaN: there are none.
double low_ms(const Visits& visits);

// Even rounds against odd ones, as a part; of several subjects, by the time that they take.
double noise_of(const Visits& visits);
double noise_of(std::span<const Visits> samples);

std::vector<double> undisturbed(const Visits& visits);

}  // namespace ofa
