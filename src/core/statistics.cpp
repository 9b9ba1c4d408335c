#include "core/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>

namespace ofa {
namespace {

std::vector<double> ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> result(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (size_t i = first; i < end; ++i)
      result[order[i]] = static_cast<double>(first + end - 1) / 2;
    first = end;
  }
  return result;
}

bool is_constant(std::span<const double> values) {
  return std::ranges::adjacent_find(values, std::ranges::not_equal_to()) == values.end();
}

int sign(double value) {
  return (value > 0) - (value < 0);
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], place - static_cast<double>(below));
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double mean_relative_error(std::span<const double> expected, std::span<const double> found) {
  double sum = 0;
  for (size_t i = 0; i < expected.size(); ++i)
    sum += std::abs(found[i] - expected[i]) / std::abs(expected[i]);
  return sum / static_cast<double>(expected.size());
}

double share_within(std::span<const double> expected, std::span<const double> found, double most) {
  int within = 0;
  for (size_t i = 0; i < expected.size(); ++i)
    within += std::abs(found[i] - expected[i]) <= most * std::abs(expected[i]);
  return within / static_cast<double>(expected.size());
}

std::vector<size_t> spread_places(size_t size, size_t count) {
  const size_t wanted = std::min(size, count);
  std::vector<size_t> places;
  for (size_t i = 0; i < wanted; ++i)
    places.push_back(wanted > 1 ? i * (size - 1) / (wanted - 1) : 0);
  return places;
}

double pearson(std::span<const double> a, std::span<const double> b) {
  if (is_constant(a) || is_constant(b)) return 0;  // their mean may be off by rounding
  const double mean_a = mean(a), mean_b = mean(b);
  double product = 0, square_a = 0, square_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    product += (a[i] - mean_a) * (b[i] - mean_b);
    square_a += (a[i] - mean_a) * (a[i] - mean_a);
    square_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double scale = std::sqrt(square_a) * std::sqrt(square_b);
  return scale > 0 ? product / scale : 0;
}

double spearman(std::span<const double> a, std::span<const double> b) {
  return pearson(ranks(a), ranks(b));
}

double kendall(std::span<const double> a, std::span<const double> b) {
  int64_t agreeing = 0, ordered_a = 0, ordered_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const int in_a = sign(a[i] - a[j]), in_b = sign(b[i] - b[j]);
      agreeing += in_a * in_b;
      ordered_a += in_a != 0;
      ordered_b += in_b != 0;
    }
  }
  const double scale =
      std::sqrt(static_cast<double>(ordered_a)) * std::sqrt(static_cast<double>(ordered_b));
  return scale > 0 ? static_cast<double>(agreeing) / scale : 0;
}

}  // namespace ofa
