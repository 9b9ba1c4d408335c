#include "tests/measure/simulation.h"

#include <algorithm>

#include "graph/cost.h"
#include "measure/estimate.h"
#include "measure/stand_in.h"
#include "space/lower.h"

namespace ofa {
namespace {

constexpr int kRounds = 20, kCalls = 4;

// Calls are counted, so that each knows its round.
class Device {
 public:
  explicit Device(const Simulation& simulation)
      : simulation_(simulation), random_(simulation.seed, "simulated device") {}

  Subject subject(double ms) {
    const auto calls = std::make_shared<int>(0);  // outlives a loading
    const auto call = [this, ms, calls] { return time(ms, (*calls)++ / (kCalls + 1)); };
    return {[call] { return TimedCall(call); }, kCalls, 1};
  }

 private:
  CallTime time(double ms, int round) {
    ms *= 1 + simulation_.drift * round / kRounds;
    if (random_.below(2)) ms *= 1 + simulation_.noise * random_.uniform();
    const bool disturbed = simulation_.disturbed_rounds.contains(round);
    return {disturbed ? 3 * ms : ms, ms};
  }

  const Simulation& simulation_;
  Random random_;
};

// What the plan's networks take on a quiet one.
std::vector<double> true_network_ms(const MeasurePlan& plan, const Simulation& simulation) {
  std::vector<double> times;
  for (const PlannedNetwork& network : plan.networks) {
    const Graph graph = lower(plan.space, network.arch);
    BlockSums sums;
    for (const Block& block : graph.blocks) {
      const auto alone = std::ranges::find_if(
          plan.blocks, [&](const Graph& other) { return other.blocks.front().key == block.key; });
      sums += sums_of(BlockTime{.ms = true_block_ms(*alone)}, graph, block);
    }
    times.push_back(simulation.truth(sums));
  }
  return times;
}

}  // namespace

double true_block_ms(const Graph& graph) {
  const Cost total = cost(graph);
  double ms = 0.01;
  for (const Op& op : graph.ops) {
    const auto* conv = std::get_if<Conv>(&op.operation);
    const double rate = conv && conv->depthwise ? 2e6 : 20e6;  // MACs a millisecond
    ms += static_cast<double>(macs(graph, op)) / rate;
  }
  return ms + static_cast<double>(total.peak_activation_bytes) / 1e9;
}

Samples simulated_samples(const MeasurePlan& plan, const Simulation& simulation) {
  Device device(simulation);
  std::vector<Subject> subjects{device.subject(simulation.call_ms)};
  for (const Graph& block : plan.blocks) subjects.push_back(device.subject(true_block_ms(block)));
  for (const double ms : true_network_ms(plan, simulation)) subjects.push_back(device.subject(ms));
  Protocol protocol{.fewest_rounds = kRounds, .most_rounds = kRounds, .discarded_rounds = 0};
  Journal journal({}, "", subjects.size());
  return measure_rounds(subjects, protocol, journal);
}

Table simulate(const MeasurePlan& plan, const Simulation& simulation) {
  const Samples samples = simulated_samples(plan, simulation);
  Table table;
  table.space = plan.space.name;
  table.resolutions = plan.space.open_resolutions;
  table.fingerprint.runtime = "simulated";
  table.measured = "2026-01-01";
  add_times(table, names_of(plan.subjects()), samples, "try again");
  complete(plan.space, table);
  return table;
}

}  // namespace ofa
