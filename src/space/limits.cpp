#include "space/limits.h"

#include <algorithm>

#include "core/error.h"
#include "graph/cost.h"
#include "space/lower.h"
#include "space/sizes.h"

namespace ofa {
namespace {

constexpr int kMaxBlocks = 512, kMaxScales = 100;
constexpr int64_t kMaxChannels = 1'000'000;
constexpr double kMaxVariants = 200'000, kMaxMacs = 1e15, kMaxParams = 1e11;

// How many channels a part lists; what sets none has those of the part before.
double num_channels(const Space& space, int part) {
  while (part >= 0 && space.parts[part].channels.empty()) --part;
  return part < 0 ? 1 : static_cast<double>(space.parts[part].channels[0].size());
}

// Different blocks at one resolution: as many as the choices that a block follows from can say.
double num_variants(const Space& space) {
  double total = 0;
  for (int id = 0; id < space.first_head(); ++id) {
    const Part& part = space.parts[id];
    if (part.kind != PartKind::kStage) continue;
    const double own = static_cast<double>(part.stage.kernel.values.size()) *
                       static_cast<double>(part.stage.expand.values.size()) *
                       (part.stage.mid ? static_cast<double>(part.stage.mid->values.size()) : 1) *
                       num_channels(space, id);
    total += own * (num_channels(space, id - 1) + part.max_depth() - 1);
  }
  double heads = num_channels(space, space.first_head() - 1);
  for (int id = space.first_head(); id < static_cast<int>(space.parts.size()); ++id)
    heads *= space.parts[id].channels.empty() ? 1 : num_channels(space, id);
  return (total + heads) * space.num_scales();
}

void check_channels(const Space& space, int id) {
  const int64_t widest = *possible_channels(space, id).rbegin();
  if (widest > kMaxChannels)
    throw Error("{}: {}: {} channels; at most {}", space.name, space.parts[id].name, widest,
                kMaxChannels);
}

// Parameters first: within their limit, the MACs of an operation fit 64 bits.
void check_cost(const Space& space, const Graph& graph) {
  double params = 0, total_macs = 0;
  for (const Parameter& parameter : graph.parameters)
    params += static_cast<double>(graph.widest_size(parameter));
  if (params > kMaxParams)
    throw Error("{}: the widest arch has {:.1e} parameters; at most {:.0e}", space.name, params,
                kMaxParams);
  for (const Op& op : graph.ops) total_macs += static_cast<double>(macs(graph, op));
  if (total_macs > kMaxMacs)
    throw Error("{}: the widest arch takes {:.1e} MACs; at most {:.0e}", space.name, total_macs,
                kMaxMacs);
}

}  // namespace

void check_parts(const Space& space) {
  int blocks = 0;
  for (const Part& part : space.parts) blocks += part.max_depth();
  if (blocks > kMaxBlocks)
    throw Error("{}: {} blocks in all; at most {}", space.name, blocks, kMaxBlocks);
  if (space.num_scales() > kMaxScales)
    throw Error("{}: {} combinations of compound and width; at most {}", space.name,
                space.num_scales(), kMaxScales);
  for (int id = 0; id < static_cast<int>(space.parts.size()); ++id) check_channels(space, id);
  if (num_variants(space) > kMaxVariants)
    throw Error(
        "{}: {:.1e} different blocks, by channels before and after, kernel, expand, mid and width; "
        "at most {:.0e}: list fewer of them",
        space.name, num_variants(space), kMaxVariants);
}

void check_size(const Space& space) {
  Arch arch = max_arch(space);
  for (int compound = 0; compound < space.num_compounds(); ++compound) {
    if (space.compound_choice >= 0)
      arch.picks[space.compound_choice] = static_cast<int8_t>(compound);
    make_canonical(space, arch);
    check_cost(space, lower(space, arch));
  }
}

}  // namespace ofa
