#include "latency/table.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"

namespace ofa {

bool Table::has_resolution(int resolution) const {
  return std::ranges::binary_search(resolutions, resolution);
}

const BlockTime& Table::at(const Block& block, int resolution) const {
  auto found = blocks.find(block.key);
  if (found == blocks.end()) found = blocks.find(key_at(block.key, resolution));
  if (found == blocks.end())
    throw Error("{}: no time for block {} ({}); it is of space {} at resolution {}", source,
                block.name, block.key, space, fmt::join(resolutions, " "));
  return found->second;
}

std::string key_at(const std::string& key, int resolution) {
  return fmt::format("{} @{}", key, resolution);
}

void check_space(const Table& table, const std::string& space) {
  if (table.space != space)
    throw Error("{}: it is of space {}, not of {}", table.source, table.space, space);
}

Prediction predict(const Table& table, const Graph& graph) {
  const int resolution = resolution_of(graph);
  if (!table.has_resolution(resolution))
    throw Error("{}: resolution {} is outside it; it was measured at {}", table.source, resolution,
                fmt::join(table.resolutions, " "));
  Prediction prediction{.constant_ms = table.correction.constant_ms};
  prediction.ms = prediction.constant_ms;
  for (const Block& block : graph.blocks) {
    const BlockTime& time = table.at(block, resolution);
    prediction.block_ms.push_back(table.correction.of_block(sums_of(time, graph, block)));
    prediction.ms += prediction.block_ms.back();
  }
  return prediction;
}

}  // namespace ofa
