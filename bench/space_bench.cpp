// What a search and an arch-sampling trainer ask of a space, in archs a second:
//   space_bench --benchmark_repetitions=7 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include "space/arch_text.h"
#include "space/costs.h"
#include "space/encode.h"
#include "space/sample.h"
#include "space/vary.h"

namespace ofa {
namespace {

using benchmark::State;

constexpr int kNumArchs = 4096;

std::vector<Arch> sample(const Space& space) {
  const Sampler sampler(space);
  Random random(1, "bench");
  std::vector<Arch> archs;
  for (int i = 0; i < kNumArchs; ++i) archs.push_back(sampler.uniform(random));
  return archs;
}

// Applies an action to one arch after the other, round and round.
template <typename Action>
void measure(State& state, const std::vector<Arch>& archs, const Action& action) {
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(action(archs[next]));
    next = (next + 1) % archs.size();
  }
  state.SetItemsProcessed(state.iterations());
}

void costs(State& state, const Space& space) {
  const std::vector<Arch> archs = sample(space);
  CostTable table(space);
  for (const Arch& arch : archs) table(arch);  // a search meets every distinct block early on
  measure(state, archs, [&](const Arch& arch) { return table(arch).macs; });
}

void uniform(State& state, const Space& space) {
  const Sampler sampler(space);
  Random random(1, "bench");
  for (auto _ : state) benchmark::DoNotOptimize(sampler.uniform(random));
  state.SetItemsProcessed(state.iterations());
}

void per_choice(State& state, const Space& space) {
  const Sampler sampler(space);
  Random random(1, "bench");
  for (auto _ : state) benchmark::DoNotOptimize(sampler.per_choice(random));
  state.SetItemsProcessed(state.iterations());
}

void mutating(State& state, const Space& space) {
  Random random(1, "bench");
  measure(state, sample(space), [&](const Arch& a) { return mutate(space, a, 0.1, random); });
}

void crossing(State& state, const Space& space) {
  const std::vector<Arch> archs = sample(space);
  Random random(1, "bench");
  measure(state, archs, [&](const Arch& a) { return crossover(space, a, archs[0], random); });
}

void neighbouring(State& state, const Space& space) {
  measure(state, sample(space), [&](const Arch& a) { return neighbours(space, a); });
}

void encoding(State& state, const Space& space) {
  measure(state, sample(space), [&](const Arch& a) { return encode(space, a); });
}

void lowering(State& state, const Space& space) {
  measure(state, sample(space), [&](const Arch& a) { return lower(space, a); });
}

void writing(State& state, const Space& space) {
  measure(state, sample(space), [&](const Arch& a) { return to_text(space, a); });
}

void counting(State& state, const Space& space) {
  for (auto _ : state) benchmark::DoNotOptimize(num_archs(space));
  state.SetItemsProcessed(state.iterations());
}

const struct {
  const char* name;
  void (*run)(State&, const Space&);
} kBenchmarks[] = {
    {"costs", costs},       {"sample_uniform", uniform}, {"sample_per_choice", per_choice},
    {"mutate", mutating},   {"crossover", crossing},     {"neighbours", neighbouring},
    {"encode", encoding},   {"lower", lowering},         {"to_text", writing},
    {"num_archs", counting}};

[[maybe_unused]] const bool kRegistered = [] {
  for (const auto& [name, run] : kBenchmarks)
    for (const char* space : {"mobilenet_v3", "resnet50", "attentive_nas", "fashion"})
      benchmark::RegisterBenchmark(
          (std::string(name) + "/" + space).c_str(),
          [run = run, space](State& state) { run(state, load_space(space)); });
  return true;
}();

}  // namespace
}  // namespace ofa
