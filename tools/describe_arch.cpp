#include <fmt/format.h>

#include "core/format.h"
#include "graph/cost.h"
#include "graph/shapes.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tools/describe.h"
#include "tools/latency_text.h"
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

// A column before the operations. What belongs to no block has a row of its own.
void add_latencies(std::vector<std::vector<std::string>>& rows, const Prediction& prediction) {
  constexpr int kColumn = 5;
  rows.insert(rows.end() - 1, {"any network", "", "", "", "", ""});
  std::vector<std::string> cells{"ms"};
  for (const double ms : prediction.block_ms) cells.push_back(fmt::format("{:.4f}", ms));
  cells.push_back(fmt::format("{:.4f}", prediction.constant_ms));
  cells.push_back(fmt::format("{:.4f}", prediction.ms));
  for (size_t i = 0; i < rows.size(); ++i) rows[i].insert(rows[i].begin() + kColumn, cells[i]);
}

}  // namespace

Json arch_json(const Space& space, const Arch& arch, const Table* table) {
  const Graph graph = lower(space, arch);
  const Cost total = cost(graph);
  Json blocks = Json::array();
  for (const Block& block : graph.blocks) blocks.push_back(block_json(graph, block));
  Json json{{"format", "ofa-arch-description/1"},
            {"arch", to_json(space, arch)},
            {"resolution", arch.resolution},
            {"macs", total.macs},
            {"params", total.params},
            {"weight_bytes", weight_bytes(total)},
            {"peak_activation_bytes", total.peak_activation_bytes}};
  if (table != nullptr) {
    const Prediction prediction = predict(*table, graph);
    json["latency_ms"] = prediction.ms;
    json["latency_constant_ms"] = prediction.constant_ms;
    for (size_t i = 0; i < blocks.size(); ++i) blocks[i]["latency_ms"] = prediction.block_ms[i];
  }
  json["blocks"] = blocks;
  return json;
}

std::string arch_text(const Space& space, const Arch& arch, const Table* table) {
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
  const std::string title = fmt::format("{} {}\n\n", space.name, to_text(space, arch));
  if (table == nullptr) return title + format_table(rows, "<>>>><");
  add_latencies(rows, predict(*table, graph));
  return title + format_table(rows, "<>>>>><") + "\nlatency on " + table_line(*table) + "\n";
}

}  // namespace ofa
