#include "measure/check.h"

#include <algorithm>

#include "core/error.h"
#include "core/statistics.h"
#include "latency/assess.h"
#include "measure/estimate.h"
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
  for (const size_t place : spread_places(times.size(), kNetworksToCheck))
    networks.push_back({arch_of(space, table, times[place]), times[place].role});
  return networks;
}

const BlockRuntime* find_runtime(const Table& table, const std::vector<BlockRuntime>& runtimes) {
  const auto found = std::ranges::find(runtimes, table.fingerprint.runtime, &BlockRuntime::name);
  return found == runtimes.end() || !found->absence.empty() ? nullptr : &*found;
}

BlockRuntime runtime_of(const Table& table, const std::vector<BlockRuntime>& runtimes) {
  return choose_runtime(runtimes, table.fingerprint.runtime, table.fingerprint.precision);
}

// A correction is of the machine that the blocks were measured on.
void refuse_elsewhere(const Table& table, const std::vector<BlockRuntime>& runtimes) {
  const Fingerprint& on = table.fingerprint;
  const std::string processor = this_machine().processor;
  const auto refuse = [&](const std::string& why) {
    throw Error(Exit::kNo,
                "{}: {}; its blocks' times do not hold here. Correct it there, or measure this "
                "machine: ofa measure {} --runtime RUNTIME --out TABLE",
                table.source, why, table.space);
  };
  if (on.machine.processor != processor)
    refuse(fmt::format("it is of processor {}, this is {}", or_unknown(on.machine.processor),
                       or_unknown(processor)));
  if (find_runtime(table, runtimes) == nullptr)
    refuse(fmt::format("it is of runtime {}, which is not here", or_unknown(on.runtime)));
}

}  // namespace

bool TableCheck::holds() const {
  return error <= kMostError;
}

bool TableCheck::needs_correction() const {
  return !holds() && error_but_factor <= kMostError / 2;
}

TableCheck check_table(const Space& space, const Table& table,
                       const std::vector<BlockRuntime>& runtimes) {
  check_space(table, space.name);
  const std::vector<PlannedNetwork> networks = some_networks(space, table);
  check_not_empty(networks, table);
  const std::vector<NetworkTime> times =
      measure_networks(space, networks, runtime_of(table, runtimes), options_of(table));
  TableCheck check;
  std::vector<double> measured, predicted, factors;
  for (size_t i = 0; i < networks.size(); ++i) {
    predicted.push_back(predict(table, lower(space, networks[i].arch)).ms);
    measured.push_back(times[i].ms);
    factors.push_back(measured.back() / predicted.back());
    check.rows.push_back({times[i].arch, predicted.back(), measured.back()});
  }
  check.differences = differences_here(table, runtimes);
  check.error = mean_relative_error(measured, predicted);
  check.factor = quantile(factors, 0.5);
  for (double& ms : predicted) ms *= check.factor;
  check.error_but_factor = mean_relative_error(measured, predicted);
  return check;
}

void recorrect(const Space& space, Table& table, const std::vector<BlockRuntime>& runtimes) {
  check_space(table, space.name);
  std::vector<PlannedNetwork> networks;
  for (const NetworkTime& time : table.networks)
    if (time.role == NetworkRole::kFit)
      networks.push_back({arch_of(space, table, time), time.role});
  check_not_empty(networks, table);
  refuse_elsewhere(table, runtimes);
  const std::vector<NetworkTime> times =
      measure_networks(space, networks, runtime_of(table, runtimes), options_of(table));
  std::erase_if(table.networks,
                [](const NetworkTime& time) { return time.role == NetworkRole::kFit; });
  table.networks.insert(table.networks.end(), times.begin(), times.end());
  table.correction = fit_correction(space, table);
  table.correction.measured = now();
}

std::vector<std::string> differences_here(const Table& table,
                                          const std::vector<BlockRuntime>& runtimes) {
  Fingerprint here = table.fingerprint;
  here.machine = this_machine();
  if (const BlockRuntime* runtime = find_runtime(table, runtimes)) {
    here.version = runtime->version;
  } else {
    here.runtime = "not there";
  }
  return differences(table.fingerprint, here);
}

}  // namespace ofa
