// The whole protocol on a simulated device whose truth is known.
#include <gmock/gmock.h>

#include <cmath>

#include "latency/assess.h"
#include "tests/error_of.h"
#include "tests/latency/swapped_kernels.h"
#include "tests/measure/simulation.h"

namespace ofa {
namespace {

using testing::HasSubstr;

constexpr Correction kTruth{.factor = 1.04,
                            .ms_per_block = -1.04 * 0.005,
                            .ms_per_edge_megabyte = -0.05,
                            .ms_per_weight_megabyte = 0.04,
                            .constant_ms = 0.02,
                            .measured = "",
                            .networks = 0,
                            .error = 0};

const MeasurePlan& plan() {
  static const MeasurePlan plan =
      make_plan(at_resolutions(load_space("mobilenet_v3"), {160, 224}), {}, 0);
  return plan;
}

TEST(Simulated, TruthIsRecoveredWhereThereIsNoNoise) {
  const Table table = simulate(plan(), {.truth = kTruth});
  EXPECT_LT(table.correction.error, 1e-4);
  EXPECT_LT(table.quality->random.error, 1e-4);
  EXPECT_LT(table.quality->structured.error, 1e-4);
  EXPECT_GT(table.quality->structured.cost_error, 0.02) << "MACs and parameters would do";
  for (size_t i = 0; i < plan().blocks.size(); ++i)
    EXPECT_NEAR(table.blocks.at(plan().key(i)).ms, true_block_ms(plan().blocks[i]), 1e-6);
}

TEST(Simulated, ErrorsStayWithinWhatNoiseImplies) {
  const Table table = simulate(plan(), {.truth = kTruth, .noise = 0.2, .drift = 0.02});
  EXPECT_LT(table.quality->random.error, 0.01);
  EXPECT_LT(table.quality->structured.error, 0.01);
  EXPECT_LT(table.quality->random.noise, 0.02);
  EXPECT_GT(table.quality->random.noise, 0);
}

TEST(Simulated, ADisturbedRoundChangesNothing) {
  const Simulation quiet{.truth = kTruth, .noise = 0.2};
  Simulation disturbed = quiet;
  disturbed.disturbed_rounds = {3, 11};
  const Samples before = simulated_samples(plan(), quiet);
  const Samples after = simulated_samples(plan(), disturbed);
  for (size_t i = 0; i < before.size(); ++i)
    for (size_t round = 0; round < before[i].size(); ++round)
      if (disturbed.disturbed_rounds.contains(static_cast<int>(round))) {
        EXPECT_TRUE(std::isnan(after[i][round]));
      } else {
        EXPECT_EQ(before[i][round], after[i][round]);
      }
  EXPECT_EQ(simulate(plan(), disturbed).blocks.begin()->second.rounds, 18);
}

TEST(Simulated, ABusyMachineIsRefused) {
  Simulation busy{.truth = kTruth};
  for (int round = 0; round < 18; ++round) busy.disturbed_rounds.insert(round);
  EXPECT_THAT(error_of([&] { simulate(plan(), busy); }),
              HasSubstr("an empty model: 18 of 20 rounds were disturbed by other work"));
}

// What a table is for: swapped times must be seen.
TEST(Simulated, ATableWithKernelsSwappedIsSeenToFail) {
  const Table table = simulate(plan(), {.truth = kTruth, .noise = 0.05});
  Table swapped = with_kernels_swapped(table);
  swapped.correction = fit_correction(plan().space, swapped);
  EXPECT_GT(assess(plan().space, swapped).structured.error, 4 * table.quality->structured.error);
}

TEST(Simulated, ADisturbedSubjectIsNamedWithWhatToDo) {
  Samples samples = simulated_samples(plan(), {.truth = kTruth});
  const auto error = [&] {
    Table table;
    return error_of([&] { add_times(table, names_of(plan().subjects()), samples, "do this"); });
  };
  for (size_t round = 0; round < 17; ++round) samples[1][round] = std::nan("");
  EXPECT_EQ(error(), plan().key(0) +
                         ": 17 of 20 rounds were disturbed by other work on the machine; do this");
  for (Visits& visits : samples) visits.resize(2, 1);
  EXPECT_EQ(error(), "an empty model: 2 rounds; at least 4");
}

}  // namespace
}  // namespace ofa
