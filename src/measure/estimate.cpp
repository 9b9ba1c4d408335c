#include "measure/estimate.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/error.h"
#include "core/statistics.h"
#include "latency/assess.h"

namespace ofa {
namespace {

constexpr double kFewestRounds = 0.25;  // of those that there were, not disturbed

// Tables hold nanoseconds, and as many digits of parts.
double rounded(double value) {
  return std::round(value * 1e6) / 1e6;
}

void check_rounds(const Visits& visits, const std::string& what) {
  const auto all = static_cast<double>(visits.size());
  const auto good = static_cast<double>(undisturbed(visits).size());
  if (good >= std::max(4.0, kFewestRounds * all)) return;
  throw Error(
      Exit::kNo,
      "{}: {} of {} rounds were disturbed by other work on this machine; measure again when "
      "it is quiet",
      what, all - good, all);
}

}  // namespace

BlockTime block_time(const Visits& visits, double share, const std::string& what) {
  check_rounds(visits, what);
  const std::vector<double> times = undisturbed(visits);
  return {rounded(ms_at(visits, share)), rounded(quantile(times, 0.8) - quantile(times, 0.2)),
          rounded(noise_at(visits, share)), static_cast<int>(times.size())};
}

void add_times(Table& table, const std::vector<SubjectName>& subjects,
               std::span<const Visits> samples) {
  Samples blocks, networks;
  for (size_t i = 0; i < subjects.size(); ++i)
    (subjects[i].role ? networks : blocks).push_back(samples[i]);
  const double of_blocks = blocks.empty() ? 0 : steadiest_quantile(blocks);
  const double of_networks = networks.empty() ? 0 : steadiest_quantile(networks);
  for (size_t i = 0; i < subjects.size(); ++i) {
    const auto& [name, role] = subjects[i];
    const BlockTime time = block_time(samples[i], role ? of_networks : of_blocks, name);
    if (role) {
      table.networks.push_back({name, *role, time.ms, time.noise, time.rounds});
    } else if (name == kEmptyModel) {
      table.call_ms = time.ms;
    } else {
      table.blocks[name] = time;
    }
  }
}

void complete(const Space& space, Table& table) {
  table.correction = fit_correction(space, table);
  table.correction.measured = table.measured;
  table.quality = assess(space, table);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm date{};
  gmtime_r(&now, &date);
  return fmt::format("{:04}-{:02}-{:02}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

}  // namespace ofa
