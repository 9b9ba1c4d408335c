#pragma once

#include <span>
#include <vector>

namespace ofa {

// The value below which this share of them lies, between two by their distance; 0.5: the median.
// At least one.
double quantile(std::vector<double> values, double share);

double mean(std::span<const double> values);

// |found - expected| as parts of what was expected, on average.
double mean_relative_error(std::span<const double> expected, std::span<const double> found);
// The share of them that are no further off than `most`.
double share_within(std::span<const double> expected, std::span<const double> found, double most);

// Places of `size` in a row, `count` at most, at equal distances from the first to the last; of
// one, the first.
std::vector<size_t> spread_places(size_t size, size_t count);

// How alike two lists of equal length run, from -1 to 1; 0 where one of them is constant. By their
// values; by their ranks (ties share theirs); by the order of pairs (Kendall's tau-b).
double pearson(std::span<const double> a, std::span<const double> b);
double spearman(std::span<const double> a, std::span<const double> b);
double kendall(std::span<const double> a, std::span<const double> b);

}  // namespace ofa
