#pragma once

#include <array>
#include <utility>

#include "core/profile.h"
#include "space/space.h"
#include "trainers/train_config.h"

namespace ofa {

// What is timed: a step of the phases of once-for-all (2020), or the finding of norm statistics.
enum class BenchPhase { kFull, kKernel, kDepth, kWidth, kCalibrate };
constexpr auto names_of(BenchPhase) {
  return std::array{std::pair{BenchPhase::kFull, "full"}, std::pair{BenchPhase::kKernel, "kernel"},
                    std::pair{BenchPhase::kDepth, "depth"}, std::pair{BenchPhase::kWidth, "width"},
                    std::pair{BenchPhase::kCalibrate, "calibrate"}};
}

struct StepBenchOptions {
  BenchPhase phase = BenchPhase::kFull;
  int resolution = 0;
  int steps = 10, warm_up = 2;
  bool profile = false;
};

struct StepBench {
  struct Step {
    double seconds = 0;
    double flop = 0;  // 2 a MAC: forward of the teacher, forward and both gradients of the archs
  };
  std::vector<Step> steps;            // without the warm-up
  double roof_before = 0;             // FLOP/s of a large matrix product, before the steps
  double roof_after = 0;              // and after them
  std::vector<ProfileEntry> profile;  // over all steps

  double seconds() const;          // the median of the steps
  double flop_per_second() const;  // the same
  double roof() const;             // the better one
};

// Takes steps on random images, as training does, on the CPU. Of the configuration: seed, a
// resolved precision, and the batch.
StepBench bench_steps(const TrainConfig& config, const Space& space,
                      const StepBenchOptions& options);

}  // namespace ofa
