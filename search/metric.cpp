#include "search/metric.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "config/nearest.h"
#include "core/error.h"
#include "core/format.h"

namespace ofa {

const BlockMetric* sum_of(const Metric& metric) {
  return metric.blocks && metric.blocks->join() == Join::kSum ? metric.blocks.get() : nullptr;
}

// As parts of the limit's own value, so that milliseconds weigh no less than MACs.
double violation(const Problem& problem, std::span<const double> metrics) {
  double sum = 0;
  for (const Limit& limit : problem.limits) {
    const double over = metrics[limit.metric] - limit.value;
    const double scale = limit.value == 0 ? 1 : std::abs(limit.value);
    sum += std::max(0.0, limit.at_most ? over : -over) / scale;
  }
  return sum;
}

int find_metric(const std::vector<Metric>& metrics, const std::string& name) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw Error(Exit::kUsage, "{}: no such metric{} (there are {}; latencies need a table)", name,
                did_you_mean(name, names), fmt::join(names, ", "));
  return static_cast<int>(found - names.begin());
}

std::string shown(const Metric& metric, double value) {
  if (metric.name == "accuracy") return fmt::format("{:.2f} %", 100 * value);
  if (metric.name.ends_with("latency_ms")) return fmt::format("{:.{}f}", value, value < 1 ? 4 : 3);
  if (metric.name == "peak_activation_bytes") return human_bytes(static_cast<uint64_t>(value));
  return value < 1e5 ? fmt::format("{}", value) : fmt::format("{:.2f}M", value / 1e6);
}

}  // namespace ofa
