#include <fmt/format.h>

#include "core/format.h"
#include "graph/cost.h"
#include "graph/shapes.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tools/describe.h"
#include "tools/table.h"

namespace ofa {
namespace {

// [C, H, W], or [C] of a matrix.
Json shape_json(const Graph& graph, ValueId id) {
  const Value& value = graph.values[id];
  if (value.is_matrix()) return {graph.channels(id)};
  return {graph.channels(id), value.height, value.width};
}

Json block_json(const Graph& graph, const Block& block) {
  const Cost own = cost(graph, block);
  return {{"name", block.name},
          {"key", block.key},
          {"input", shape_json(graph, graph.block_input(block))},
          {"output", shape_json(graph, graph.block_output(block))},
          {"macs", own.macs},
          {"params", own.params}};
}

}  // namespace

Json arch_json(const Space& space, const Arch& arch) {
  const Graph graph = lower(space, arch);
  const Cost total = cost(graph);
  Json blocks = Json::array();
  for (const Block& block : graph.blocks) blocks.push_back(block_json(graph, block));
  return {{"arch", to_json(space, arch)},
          {"resolution", arch.resolution},
          {"macs", total.macs},
          {"params", total.params},
          {"weight_bytes", weight_bytes(total)},
          {"peak_activation_bytes", total.peak_activation_bytes},
          {"blocks", blocks}};
}

std::string arch_text(const Space& space, const Arch& arch) {
  const Graph graph = lower(space, arch);
  const Cost total = cost(graph);
  std::vector<std::vector<std::string>> rows{
      {"block", "output", "MMACs", "params", "peak", "operations"}};
  for (const Block& block : graph.blocks) {
    const Cost own = cost(graph, block);
    rows.push_back({block.name, shape_text(graph, graph.block_output(block)),
                    fmt::format("{:.2f}", own.macs / 1e6), with_thousands(own.params),
                    human_bytes(own.peak_activation_bytes),
                    block.key.substr(block.key.find(' ') + 1)});
  }
  rows.push_back({"total", "", fmt::format("{:.2f}", total.macs / 1e6),
                  with_thousands(total.params), human_bytes(total.peak_activation_bytes),
                  "weights " + human_bytes(weight_bytes(total))});
  return fmt::format("{} {}\n\n{}", space.name, to_text(space, arch), format_table(rows, "<>>>><"));
}

}  // namespace ofa
