#pragma once

#include <filesystem>

#include "latency/table.h"
#include "measure/block_runtime.h"
#include "measure/plan.h"
#include "measure/rounds.h"

namespace ofa {

struct MeasureOptions {
  RunSettings run;
  int rounds = 60;  // at most; fewer where they agree
  uint64_t seed = 0;
  std::filesystem::path journal;  // what is done, for who goes on; or none
};

// Times a plan's blocks and networks on this machine, and fits and assesses the table that they
// give. An Error with Exit::kNo where the machine was too noisy. The journal is removed by whoever
// has the table safe.
Table measure_table(const MeasurePlan& plan, const BlockRuntime& runtime,
                    const MeasureOptions& options);

// Whole networks alone.
std::vector<NetworkTime> measure_networks(const Space& space,
                                          const std::vector<PlannedNetwork>& networks,
                                          const BlockRuntime& runtime,
                                          const MeasureOptions& options);

Fingerprint fingerprint_here(const BlockRuntime& runtime, const RunSettings& settings);

// How long measure_table will take, about; nothing is run.
double estimated_seconds(const MeasurePlan& plan, const MeasureOptions& options);

}  // namespace ofa
