#include "search/check_front.h"

#include <algorithm>

#include "core/error.h"
#include "core/log.h"
#include "measure/check.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

constexpr int kRounds = 30;
constexpr int kTries = 5;

std::vector<Arch> archs_of(const Front& front, const std::vector<size_t>& members) {
  std::vector<Arch> archs;
  for (const size_t member : members) archs.push_back(front.members[member].candidate.arch);
  return archs;
}

void measure_accuracies(const std::vector<size_t>& members, TrainedSupernet& supernet,
                        Front& front) {
  const std::vector<Arch> archs = archs_of(front, members);
  const auto& settings = front.config.evaluate;
  const auto accuracies =
      supernet.measure(archs, {settings.images.value, settings.calibration.value});
  const std::vector<double> on_test = supernet.measure_on_test(archs);
  for (size_t i = 0; i < members.size(); ++i) {
    MeasuredMember& measured = *front.members[members[i]].measured;
    measured.accuracy = accuracies[i];
    if (!on_test.empty()) measured.test_accuracy = on_test[i];
  }
}

void measure_latencies(const SearchSetUp& set_up, const NamedTable& named,
                       const std::vector<size_t>& members,
                       const std::vector<BlockRuntime>& runtimes, Front& front) {
  const Fingerprint& on = named.table.fingerprint;
  const std::vector<Arch> archs = archs_of(front, members);
  std::vector<PlannedNetwork> networks;
  for (const Arch& arch : archs) networks.push_back({arch, NetworkRole::kRandom});
  const auto times = measure_networks(
      set_up.space, networks, choose_runtime(runtimes, on.runtime, on.precision),
      {.run = {on.precision, on.threads, on.batch}, .rounds = kRounds, .journal = {}});
  for (size_t i = 0; i < members.size(); ++i)
    front.members[members[i]].measured->latencies.push_back(
        {named.metric, predict(named.table, lower(set_up.space, archs[i])).ms, times[i].ms,
         times[i].noise});
}

void try_to_measure(const SearchSetUp& set_up, const NamedTable& named,
                    const std::vector<size_t>& members, const std::vector<BlockRuntime>& runtimes,
                    Front& front) {
  try {
    measure_latencies(set_up, named, members, runtimes, front);
  } catch (const Error& error) {
    if (error.exit() != Exit::kNo) throw;
    log_warning("{} stays unmeasured: {}", named.metric, error.what());
  }
}

// Whether a member should keep all limits on latency, if it is as much slower than predicted as
// this one, which was measured.
bool should_keep_limits(const Problem& problem, const FrontMember& member,
                        const FrontMember& measured) {
  return std::ranges::all_of(problem.limits, [&](const Limit& limit) {
    const auto ms = measured_latency(measured, problem.metrics[limit.metric].name);
    if (!ms || !limit.at_most) return true;
    const double slower = *ms / measured.candidate.metrics[limit.metric];
    return member.candidate.metrics[limit.metric] * slower <= limit.value;
  });
}

bool is_too_slow(const Problem& problem, const FrontMember& member) {
  return std::ranges::any_of(problem.limits, [&](const Limit& limit) {
    const auto ms = measured_latency(member, problem.metrics[limit.metric].name);
    return ms && limit.at_most && *ms > limit.value;
  });
}

}  // namespace

std::vector<size_t> settle_best(const SearchSetUp& set_up, std::vector<size_t> members,
                                const std::vector<BlockRuntime>& runtimes,
                                TrainedSupernet* supernet, Front& front) {
  for (int tries = 0; tries < kTries && is_too_slow(set_up.problem, front.members[front.best]);
       ++tries) {
    const FrontMember missed = front.members[front.best];
    size_t next = front.best;
    while (next > 0 && !should_keep_limits(set_up.problem, front.members[next - 1], missed)) --next;
    if (next == 0) break;
    front.best = next - 1;
    if (front.members[front.best].measured) continue;
    check_members(set_up, {front.best}, runtimes, supernet, front);
    members.insert(std::ranges::upper_bound(members, front.best), front.best);
  }
  return members;
}

void check_members(const SearchSetUp& set_up, const std::vector<size_t>& members,
                   const std::vector<BlockRuntime>& runtimes, TrainedSupernet* supernet,
                   Front& front) {
  for (const size_t member : members) front.members[member].measured.emplace();
  if (supernet != nullptr) measure_accuracies(members, *supernet, front);
  for (const NamedTable& named : set_up.tables) {
    const std::vector<std::string> differences = differences_here(named.table, runtimes);
    if (differences.empty()) {
      try_to_measure(set_up, named, members, runtimes, front);
    } else {
      log_info("{} is of another machine ({}); its latencies are not measured here", named.metric,
               differences.front());
    }
  }
}

}  // namespace ofa
