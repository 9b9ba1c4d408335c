#include "measure/samples.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/statistics.h"

namespace ofa {
namespace {

constexpr double kQuantiles[] = {0, 0.05, 0.1, 0.2, 0.3, 0.5};

}  // namespace

std::vector<double> undisturbed(const Visits& visits) {
  std::vector<double> times;
  std::ranges::copy_if(visits, std::back_inserter(times),
                       [](double ms) { return !std::isnan(ms); });
  return times;
}

double ms_at(const Visits& visits, double share) {
  std::vector<double> times = undisturbed(visits);
  return times.empty() ? std::nan("") : quantile(std::move(times), share);
}

double noise_at(const Visits& visits, double share) {
  Visits halves[2];
  for (size_t i = 0; i < visits.size(); ++i) halves[i % 2].push_back(visits[i]);
  return std::abs(ms_at(halves[0], share) - ms_at(halves[1], share)) / ms_at(visits, share);
}

double noise_at(std::span<const Visits> samples, double share) {
  double sum = 0, total_ms = 0;
  for (const Visits& visits : samples) {
    const double ms = ms_at(visits, share);
    sum += noise_at(visits, share) * ms;
    total_ms += ms;
  }
  return sum / total_ms;
}

double steadiest_quantile(std::span<const Visits> samples) {
  return *std::ranges::min_element(kQuantiles, {},
                                   [&](double share) { return noise_at(samples, share); });
}

}  // namespace ofa
