#include "measure/samples.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/statistics.h"

namespace ofa {
namespace {

constexpr double kQuantile = 0.15;

}  // namespace

std::vector<double> undisturbed(const Visits& visits) {
  std::vector<double> times;
  std::ranges::copy_if(visits, std::back_inserter(times),
                       [](double ms) { return !std::isnan(ms); });
  return times;
}

double low_ms(const Visits& visits) {
  std::vector<double> times = undisturbed(visits);
  return times.empty() ? std::nan("") : quantile(std::move(times), kQuantile);
}

double noise_of(const Visits& visits) {
  Visits halves[2];
  for (size_t i = 0; i < visits.size(); ++i) halves[i % 2].push_back(visits[i]);
  return std::abs(low_ms(halves[0]) - low_ms(halves[1])) / low_ms(visits);
}

double noise_of(std::span<const Visits> samples) {
  double sum = 0, total_ms = 0;
  for (const Visits& visits : samples) {
    sum += noise_of(visits) * low_ms(visits);
    total_ms += low_ms(visits);
  }
  return sum / total_ms;
}

}  // namespace ofa
