#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "latency/correction.h"
#include "latency/fingerprint.h"
#include "latency/quality.h"

namespace ofa {

// Latencies of a space's blocks on one device and runtime, as they were measured, and how whole
// networks follow from them.
struct Table {
  std::string source = "the table";  // what errors call it: its file
  std::string space;
  std::vector<int> resolutions;  // ascending; an arch at any other is outside
  Fingerprint fingerprint;
  std::string measured;                     // when, UTC: 2026-11-21 02:31, or the day alone
  double call_ms = 0;                       // of a model that does next to nothing
  std::map<std::string, BlockTime> blocks;  // by key, or by key_at
  std::vector<NetworkTime> networks;
  Correction correction;
  std::optional<Quality> quality;  // of tables whose makers measured no networks: unknown

  bool has_resolution(int resolution) const;
  // The figures are of another correction, then: that of the session which measured the table.
  bool is_recorrected() const { return correction.measured != measured; }
  // An Error that names what is missing.
  const BlockTime& at(const Block& block, int resolution) const;
};

// Of tables that time a block once for every resolution of networks that hold it.
std::string key_at(const std::string& key, int resolution);

inline int resolution_of(const Graph& network) {
  return network.values[network.input].height;
}

// An Error where the table is of another space.
void check_space(const Table& table, const std::string& space);

// A network's latency: what its blocks take, each with its share of the correction, and the rest.
struct Prediction {
  double ms = 0;
  std::vector<double> block_ms;  // by block of the graph
  double constant_ms = 0;
};
// An Error where the network's resolution or a block is not in the table.
Prediction predict(const Table& table, const Graph& graph);

}  // namespace ofa
