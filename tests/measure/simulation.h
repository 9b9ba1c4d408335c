#pragma once

#include "core/random.h"
#include "latency/table.h"
#include "measure/plan.h"
#include "measure/rounds.h"

namespace ofa {

// A device whose blocks take known times, and what stands between them and who measures: noise that
// only adds, drift, and rounds in which something else computes.
struct Simulation {
  Correction truth;  // of networks from blocks
  double call_ms = 0.005;
  double noise = 0;  // of a call, as a part; half as often as not
  double drift = 0;  // from the first round to the last, as a part
  std::set<int> disturbed_rounds;
  uint64_t seed = 0;
};

// By itself, a block takes this; a smooth function of what it computes, and not of MACs alone.
double true_block_ms(const Graph& graph);

// The whole protocol on such a device; the clock is simulated.
Table simulate(const MeasurePlan& plan, const Simulation& simulation);
// What its samples were.
Samples simulated_samples(const MeasurePlan& plan, const Simulation& simulation);

}  // namespace ofa
