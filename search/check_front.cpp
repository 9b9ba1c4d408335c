#include "search/check_front.h"

#include <algorithm>

#include "core/log.h"
#include "measure/check.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

constexpr int kRounds = 30;

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
  Table table = named.table;
  recorrect(set_up.space, table, runtimes);
  const std::vector<Arch> archs = archs_of(front, members);
  std::vector<PlannedNetwork> networks;
  for (const Arch& arch : archs) networks.push_back({arch, NetworkRole::kRandom});
  const auto times = measure_networks(
      set_up.space, networks, choose_runtime(runtimes, on.runtime, on.precision),
      {.run = {on.precision, on.threads, on.batch}, .rounds = kRounds, .journal = {}});
  for (size_t i = 0; i < members.size(); ++i)
    front.members[members[i]].measured->latencies.push_back(
        {named.metric, predict(table, lower(set_up.space, archs[i])).ms, times[i].ms,
         times[i].noise});
}

}  // namespace

void check_members(const SearchSetUp& set_up, const std::vector<size_t>& members,
                   const std::vector<BlockRuntime>& runtimes, TrainedSupernet* supernet,
                   Front& front) {
  for (const size_t member : members) front.members[member].measured.emplace();
  if (supernet != nullptr) measure_accuracies(members, *supernet, front);
  for (const NamedTable& named : set_up.tables) {
    const std::vector<std::string> differences = differences_here(named.table, runtimes);
    if (differences.empty()) {
      measure_latencies(set_up, named, members, runtimes, front);
    } else {
      log_info("{} is of another machine ({}); its latencies are not measured here", named.metric,
               differences.front());
    }
  }
}

}  // namespace ofa
