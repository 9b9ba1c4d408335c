#pragma once

#include "config/json.h"
#include "latency/fingerprint.h"
#include "trainers/step_bench.h"

namespace ofa {

// What was timed, where and how fast.
struct StepBenchReport {
  Fingerprint fingerprint;
  std::string space;
  int classes = 0;
  int64_t seed = 0;
  StepBenchOptions options;
  StepBench bench;
  int64_t peak_memory_bytes = 0;

  double images_per_second() const {
    return static_cast<double>(fingerprint.batch) / bench.seconds();
  }
};

std::string to_text(const StepBenchReport& report);
Json to_json(const StepBenchReport& report);

}  // namespace ofa
