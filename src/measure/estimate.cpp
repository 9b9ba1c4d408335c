#include "measure/estimate.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/error.h"
#include "core/statistics.h"
#include "latency/assess.h"

namespace ofa {
namespace {

// Tables hold nanoseconds, and as many digits of parts.
double rounded(double value) {
  return std::round(value * 1e6) / 1e6;
}

void check_rounds(const Visits& visits, const SubjectName& subject, const std::string& next) {
  if (are_enough(visits)) return;
  if (visits.size() < kFewestRounds)
    throw Error("{}: {} rounds; at least {}", subject.name, visits.size(), kFewestRounds);
  throw Error(Exit::kNo, "{}: {} of {} rounds were disturbed by other work on the machine; {}",
              subject.name, visits.size() - undisturbed(visits).size(), visits.size(), next);
}

BlockTime block_time(const Visits& visits, double share) {
  const std::vector<double> times = undisturbed(visits);
  return {rounded(ms_at(visits, share)), rounded(quantile(times, 0.8) - quantile(times, 0.2)),
          rounded(noise_at(visits, share)), static_cast<int>(times.size())};
}

}  // namespace

void add_times(Table& table, const std::vector<SubjectName>& subjects,
               std::span<const Visits> samples, const std::string& next) {
  Samples blocks, networks;
  for (size_t i = 0; i < subjects.size(); ++i)
    (subjects[i].role ? networks : blocks).push_back(samples[i]);
  const double of_blocks = blocks.empty() ? 0 : steadiest_quantile(blocks);
  const double of_networks = networks.empty() ? 0 : steadiest_quantile(networks);
  for (size_t i = 0; i < subjects.size(); ++i) {
    const auto& [name, role] = subjects[i];
    check_rounds(samples[i], subjects[i], next);
    const BlockTime time = block_time(samples[i], role ? of_networks : of_blocks);
    if (role) {
      table.networks.push_back({name, *role, time.ms, time.noise, time.rounds});
    } else if (name == kEmptyModel) {
      table.call_ms = time.ms;
    } else {
      table.blocks[name] = time;
    }
  }
}

void refuse_noise(const std::vector<NetworkTime>& networks, const std::string& next) {
  std::vector<double> noises;
  for (const NetworkTime& network : networks) noises.push_back(network.noise);
  const double noise = mean(noises);
  if (noise <= kMostNoise) return;
  throw Error(Exit::kNo,
              "networks differ by {:.1f} % between even and odd rounds, too much to tell anything "
              "(at most {:.0f} %): other work runs on the machine; {}",
              100 * noise, 100 * kMostNoise, next);
}

void complete(const Space& space, Table& table) {
  table.correction = fit_correction(space, table);
  table.correction.measured = table.measured;
  table.quality = assess(space, table);
}

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm date{};
  gmtime_r(&seconds, &date);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", date.tm_year + 1900, date.tm_mon + 1,
                     date.tm_mday, date.tm_hour, date.tm_min);
}

}  // namespace ofa
