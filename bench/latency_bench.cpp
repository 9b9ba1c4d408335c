// How many archs' latencies a search looks up a second; the target is a million:
//   latency_bench --benchmark_repetitions=7 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include "graph/cost.h"
#include "latency/lookup.h"
#include "space/sample.h"

namespace ofa {
namespace {

using benchmark::State;

constexpr int kNumArchs = 4096;

// What times it holds does not matter here.
Table any_table(const Space& space) {
  Table table;
  table.space = space.name;
  table.resolutions = space.resolutions;
  const Variants variants(space);
  for (int64_t number = 0; number < variants.size(); ++number) {
    const Graph block = variants.graph(number);
    table.blocks[block.blocks.front().key].ms = static_cast<double>(cost(block).macs) / 1e8;
  }
  return table;
}

void lookup(State& state, const char* name) {
  const Space space = load_space(name);
  const LatencyLookup latency(space, any_table(space));
  const Sampler sampler(space);
  Random random(1, "bench");
  std::vector<Arch> archs;
  for (int i = 0; i < kNumArchs; ++i) archs.push_back(sampler.uniform(random));
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(latency(archs[next]));
    next = (next + 1) % archs.size();
  }
  state.SetItemsProcessed(state.iterations());
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const char* space : {"mobilenet_v3", "fashion", "attentive_nas"})
    benchmark::RegisterBenchmark((std::string("lookup/") + space).c_str(), lookup, space);
  return true;
}();

}  // namespace
}  // namespace ofa
