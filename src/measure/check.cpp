#include "measure/check.h"

#include <algorithm>

#include "core/error.h"
#include "core/statistics.h"
#include "latency/assess.h"
#include "measure/estimate.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

constexpr double kMostError = 0.05;
constexpr size_t kNetworksToCheck = 8;
constexpr int kRounds = 30;

MeasureOptions options_of(const Table& table) {
  const Fingerprint& on = table.fingerprint;
  return {{on.precision, on.threads, on.batch}, kRounds, 0, {}};
}

void check_not_empty(const std::vector<PlannedNetwork>& networks, const Table& table) {
  if (networks.empty())
    throw Error("{}: it names no networks to measure again; ofa measure did not make it",
                table.source);
}

// Spread over their latencies.
std::vector<PlannedNetwork> some_networks(const Space& space, const Table& table) {
  std::vector<NetworkTime> times = table.networks;
  std::ranges::stable_sort(times, {}, &NetworkTime::ms);
  std::vector<PlannedNetwork> networks;
  const size_t count = std::min(kNetworksToCheck, times.size());
  for (size_t i = 0; i < count; ++i) {
    const NetworkTime& time = times[count > 1 ? i * (times.size() - 1) / (count - 1) : 0];
    networks.push_back({parse_arch(space, time.arch), time.role});
  }
  return networks;
}

}  // namespace

bool TableCheck::holds() const {
  return error <= kMostError;
}

bool TableCheck::needs_correction() const {
  return !holds() && error_but_factor <= kMostError / 2;
}

TableCheck check_table(const Space& space, const Table& table, const BlockRuntime& runtime) {
  check_space(table, space.name);
  const std::vector<PlannedNetwork> networks = some_networks(space, table);
  check_not_empty(networks, table);
  const std::vector<NetworkTime> times =
      measure_networks(space, networks, runtime, options_of(table));
  TableCheck check;
  std::vector<double> measured, predicted, factors;
  for (size_t i = 0; i < networks.size(); ++i) {
    predicted.push_back(predict(table, lower(space, networks[i].arch)).ms);
    measured.push_back(times[i].ms);
    factors.push_back(measured.back() / predicted.back());
    check.rows.push_back({times[i].arch, predicted.back(), measured.back()});
  }
  check.differences = differences_here(table, {runtime});
  check.error = mean_relative_error(measured, predicted);
  check.factor = quantile(factors, 0.5);
  for (double& ms : predicted) ms *= check.factor;
  check.error_but_factor = mean_relative_error(measured, predicted);
  return check;
}

void recorrect(const Space& space, Table& table, const BlockRuntime& runtime) {
  check_space(table, space.name);
  std::vector<PlannedNetwork> networks;
  for (const NetworkTime& time : table.networks)
    if (time.role == NetworkRole::kFit)
      networks.push_back({parse_arch(space, time.arch), time.role});
  check_not_empty(networks, table);
  std::erase_if(table.networks,
                [](const NetworkTime& time) { return time.role == NetworkRole::kFit; });
  for (NetworkTime& time : measure_networks(space, networks, runtime, options_of(table)))
    table.networks.push_back(std::move(time));
  table.correction = fit_correction(space, table);
  table.correction.measured = today();
}

std::vector<std::string> differences_here(const Table& table,
                                          const std::vector<BlockRuntime>& runtimes) {
  Fingerprint here = table.fingerprint;
  here.machine = this_machine();
  const auto runtime = std::ranges::find(runtimes, table.fingerprint.runtime, &BlockRuntime::name);
  if (runtime == runtimes.end() || !runtime->absence.empty()) {
    here.runtime = "not there";
  } else {
    here.version = runtime->version;
  }
  return differences(table.fingerprint, here);
}

}  // namespace ofa
