#pragma once

#include <vector>

#include "latency/table.h"
#include "space/variants.h"

namespace ofa {

// Latencies of a space's archs as sums over precomputed numbers: a million a second and more. An
// Error where the table is of another space, or lacks a block of its own resolutions.
class LatencyLookup {
 public:
  LatencyLookup(const Space& space, const Table& table);
  LatencyLookup(const Space&&, const Table&) = delete;  // the space must outlive it

  // Archs at other resolutions are outside the table.
  bool covers(const Arch& arch) const { return table_.has_resolution(arch.resolution); }

  // What adds up: by the number of a variant, NaN where no covered arch holds it; and the rest.
  const std::vector<double>& block_ms() const { return block_ms_; }
  double constant_ms() const { return table_.correction.constant_ms; }

  // Milliseconds, of an arch that is open in the space and covered.
  double operator()(const Arch& arch) const;

 private:
  Table table_;
  Variants variants_;
  std::vector<double> block_ms_;  // by the number of a variant
};

}  // namespace ofa
