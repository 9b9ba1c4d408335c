#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "latency/times.h"

namespace ofa {

// Of a network or one of its blocks, what its latency follows from. All of it adds up over blocks.
struct BlockSums {
  double ms = 0;  // by themselves
  double blocks = 0;
  double edge_megabytes = 0;  // of values that go into a block or come out of it
  double weight_megabytes = 0;

  BlockSums& operator+=(const BlockSums& other);
};
BlockSums sums_of(const BlockTime& time, const Graph& graph, const Block& block);

// From what blocks took by themselves to what a network takes. It belongs to the session in which
// its networks were measured: the same network shifts by several percent from one to the next.
struct Correction {
  double factor = 1;        // of the sum of the blocks' times
  double ms_per_block = 0;  // negative: a block within a network saves the call
  // Negative: by itself, a block brings values into its kernels' order and back.
  double ms_per_edge_megabyte = 0;
  // Positive: called again and again, a block finds its weights near the processor.
  double ms_per_weight_megabyte = 0;
  double constant_ms = 0;
  std::string measured;  // when that session was, as of a table
  int networks = 0;      // that it was fitted on
  double error = 0;      // relative, each of them predicted by the fit of the others

  double of_block(const BlockSums& sums) const;
  double operator()(const BlockSums& sums) const { return of_block(sums) + constant_ms; }
  bool operator==(const Correction&) const = default;
};

inline constexpr int kFewestFitted = 6;

struct Measured {
  BlockSums sums;
  double ms = 0;
};

// Of several forms, from the plain sum to (sum without calls, edges, weights, constant), the one
// that predicts best networks that it was not fitted on. A call costs `call_ms`. An Error with
// fewer networks than kFewestFitted.
Correction fit_correction(const std::vector<Measured>& networks, double call_ms);

}  // namespace ofa
