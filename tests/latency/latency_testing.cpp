#include "latency_testing.h"

#include <algorithm>

#include "core/random.h"
#include "graph/cost.h"
#include "space/arch_text.h"
#include "space/sample.h"
#include "space/variants.h"

namespace ofa {
namespace {

constexpr double kCallMs = 0.004;
constexpr double kMacsPerMs = 4e7;
constexpr double kDepthwise = 10;

double made_up_ms(const Graph& block) {
  double work = 0;
  for (const Op& op : block.ops) {
    const auto* conv = std::get_if<Conv>(&op.operation);
    work += static_cast<double>(macs(block, op)) * (conv && conv->depthwise ? kDepthwise : 1);
  }
  return kCallMs + work / kMacsPerMs;
}

// Every choice of a kind at the same candidate, as far as there is one.
Arch uniform_arch(const Space& space, int resolution, int kernel, int expand, int depth) {
  Arch arch{resolution, {}};
  for (const Choice& choice : space.choices) {
    const int wanted = choice.kind == ChoiceKind::kKernel   ? kernel
                       : choice.kind == ChoiceKind::kExpand ? expand
                                                            : depth;
    arch.picks.push_back(static_cast<int8_t>(std::min(wanted, choice.num_candidates() - 1)));
  }
  make_canonical(space, arch);
  return arch;
}

}  // namespace

Table made_up_table(const Space& space, const std::vector<int>& resolutions) {
  Table table;
  table.space = space.name;
  table.resolutions = resolutions;
  table.call_ms = kCallMs;
  table.correction = {.factor = 0.9,
                      .ms_per_block = -0.9 * kCallMs,
                      .ms_per_edge_megabyte = -0.02,
                      .ms_per_weight_megabyte = 0.05,
                      .constant_ms = 0.1};
  const Variants variants(space);
  for (int64_t number = 0; number < variants.size(); ++number) {
    if (!variants.is_open(number) || !table.has_resolution(variants.resolution(number))) continue;
    const Graph graph = variants.graph(number);
    table.blocks[graph.blocks.front().key].ms = made_up_ms(graph);
  }
  return table;
}

std::vector<Arch> random_archs(const Space& space, const Table& table, int count, uint64_t seed) {
  const Sampler sampler(space);
  Random random(seed, "latency testing");
  std::vector<Arch> archs;
  while (static_cast<int>(archs.size()) < count) {
    Arch arch = random.below(2) ? sampler.uniform(random) : sampler.per_choice(random);
    if (space.compound_choice < 0)
      arch.resolution = table.resolutions[random.below(table.resolutions.size())];
    if (table.has_resolution(arch.resolution)) archs.push_back(std::move(arch));
  }
  return archs;
}

std::vector<Arch> structured_archs(const Space& space, const Table& table) {
  std::vector<Arch> archs;
  for (const int resolution : table.resolutions)
    for (const int kernel : {0, 1, 2})
      for (const int expand : {0, 1, 2})
        for (const int depth : {0, 1, 2})
          archs.push_back(uniform_arch(space, resolution, kernel, expand, depth));
  return archs;
}

void add_networks(const Space& space, Table& table, NetworkRole role,
                  const std::vector<Arch>& archs, double noise) {
  Random random(1, "latency noise", table.networks.size());
  for (const Arch& arch : archs) {
    const double ms = predict(table, lower(space, arch)).ms * (1 + noise * random.normal());
    table.networks.push_back({to_text(space, arch), role, ms, noise, 20});
  }
}

Table made_up_mobilenet(const Space& space, double noise) {
  Table table = made_up_table(space, {128, 176});
  add_networks(space, table, NetworkRole::kFit, random_archs(space, table, 24, 1), noise);
  add_networks(space, table, NetworkRole::kRandom, random_archs(space, table, 40, 2), noise);
  add_networks(space, table, NetworkRole::kStructured, structured_archs(space, table), noise);
  return table;
}

}  // namespace ofa
