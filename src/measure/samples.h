#pragma once

#include <span>
#include <vector>

namespace ofa {

// What a subject's visits took, round by round; NaN: disturbed.
using Visits = std::vector<double>;
using Samples = std::vector<Visits>;  // by subject

// A quantile over the rounds that were not disturbed. NaN: there are none.
double ms_at(const Visits& visits, double quantile);

// Of those rounds every second one is odd. By how much it differs between even and odd ones, as a
// part; of several subjects, by the time that they take, but for those with fewer than two.
double noise_at(const Visits& visits, double quantile);
double noise_at(std::span<const Visits> samples, double quantile);

// What disturbs only ever adds, so a low quantile is wanted; how low, depends on the machine: on a
// quiet one the lowest vary most, on one whose cores are shared all but the lowest do. The one with
// the least noise.
double steadiest_quantile(std::span<const Visits> samples);

std::vector<double> undisturbed(const Visits& visits);

// What a time takes: so many undisturbed rounds, and a quarter of all.
inline constexpr int kFewestRounds = 4;
bool are_enough(const Visits& visits);

}  // namespace ofa
