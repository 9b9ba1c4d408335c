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
  const std::vector<double> times = undisturbed(visits);
  Visits halves[2];
  for (size_t i = 0; i < times.size(); ++i) halves[i % 2].push_back(times[i]);
  return std::abs(ms_at(halves[0], share) - ms_at(halves[1], share)) / ms_at(visits, share);
}

double noise_at(std::span<const Visits> samples, double share) {
  double sum = 0, total_ms = 0;
  for (const Visits& visits : samples) {
    if (undisturbed(visits).size() < 2) continue;
    const double ms = ms_at(visits, share);
    sum += noise_at(visits, share) * ms;
    total_ms += ms;
  }
  return sum / total_ms;
}

bool are_enough(const Visits& visits) {
  constexpr double kFewest = 0.25;
  const auto all = static_cast<double>(visits.size());
  return static_cast<double>(undisturbed(visits).size()) >=
         std::max<double>(kFewestRounds, kFewest * all);
}

double steadiest_quantile(std::span<const Visits> samples) {
  return *std::ranges::min_element(kQuantiles, {},
                                   [&](double share) { return noise_at(samples, share); });
}

}  // namespace ofa
