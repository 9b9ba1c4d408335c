#include "trainers/arch_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "nn/run.h"
#include "space/costs.h"
#include "tests/trainers/double_fashion.h"
#include "trainers/choose.h"
#include "trainers/losses.h"

namespace ofa {
namespace {

PhaseConfig phase_of(std::vector<Sample> sample, DrawConfig draw = PerChoiceDraw()) {
  PhaseConfig phase{.name = "p", .sample = std::move(sample), .draw = draw};
  phase.open.all = true;
  return phase;
}

TEST(ArchSource, GivesTheSampleInItsOrderAtTheBatchsResolution) {
  const Model model = double_fashion();
  const ArchSource source(model, phase_of({Sample::kMin, Sample::kRandom, Sample::kMax}), 1);
  for (int step = 0; step < 20; ++step) {
    const std::vector<Arch> archs = source.archs(step, 24);
    ASSERT_EQ(archs.size(), 3U);
    EXPECT_EQ(archs[0].picks, min_arch(model.space).picks);
    EXPECT_EQ(archs[2].picks, max_arch(model.space).picks);
    for (const Arch& arch : archs) {
      EXPECT_EQ(arch.resolution, 24);
      EXPECT_TRUE(contains(model.space, arch));
    }
    EXPECT_EQ(source.archs(step, 24), archs);
  }
}

TEST(ArchSource, StaysWithinWhatThePhaseOpens) {
  const Model model = double_fashion();
  PhaseConfig phase{.name = "p"};
  phase.open.kinds.kernel = OpenSet{.all = true};
  const ArchSource source(model, phase, 1);
  std::set<std::vector<int8_t>> seen;
  for (int step = 0; step < 200; ++step) {
    const Arch arch = source.archs(step, 28)[0];
    EXPECT_TRUE(contains(source.space(), arch));
    seen.insert(arch.picks);
  }
  EXPECT_GT(seen.size(), 90U);  // of 2^8
}

TEST(ArchSource, DrawsDepthsEvenlyPerChoiceAndDeepOnesMoreOftenUniformly) {
  const Model model = double_fashion();
  const auto shallow_share = [&](const DrawConfig& draw) {
    const ArchSource source(model, phase_of({Sample::kRandom}, draw), 1);
    int shallow = 0;
    for (int step = 0; step < 3000; ++step)
      shallow += depth_of(model.space, model.space.parts[2], source.archs(step, 28)[0]) == 1;
    return shallow / 3000.0;
  };
  EXPECT_NEAR(shallow_share(PerChoiceDraw()), 1.0 / 3, 0.04);
  EXPECT_LT(shallow_share(UniformDraw()), 0.06);  // 6 of 6 + 36 + 216
}

TEST(ArchSource, OfOneNetworkGivesThatOne) {
  Model model = double_fashion();
  model.only = random_arch(model.space, 4);
  const ArchSource source(model, phase_of({Sample::kMax, Sample::kRandom}), 1);
  for (const Arch& arch : source.archs(0, 28)) EXPECT_EQ(arch.picks, model.only->picks);
}

double macs_of(const Space& space, const Arch& arch) {
  return static_cast<double>(CostTable(space)(arch).macs);
}

// A tenth of the range gets a tenth of the archs; drawn per choice, the ends get next to none.
TEST(ArchSource, DrawsCostsEvenly) {
  const Model model = double_fashion();
  const ArchSource source(model, phase_of({Sample::kRandom}, MacsDraw()), 1);
  const double low = macs_of(model.space, min_arch(model.space)) * 28 * 28 / (24 * 24),
               high = macs_of(model.space, max_arch(model.space));
  constexpr int kSteps = 2000, kBins = 5;
  std::array<int, kBins> seen{};
  for (int step = 0; step < kSteps; ++step) {
    const double macs = macs_of(model.space, source.archs(step, 28)[0]);
    ++seen[std::clamp(static_cast<int>(kBins * (macs - low) / (high - low)), 0, kBins - 1)];
  }
  const double wanted = kSteps / static_cast<double>(kBins);
  for (const int count : seen) EXPECT_NEAR(count, wanted, 4 * std::sqrt(wanted) + 0.02 * kSteps);
}

TEST(ArchSource, AdjacentStepsAreOfNeighbouringCosts) {
  const Model model = double_fashion();
  const int levels = 4;
  const ArchSource source(model, phase_of({Sample::kRandom}, AdjacentDraw{levels}), 1);
  Arch min = min_arch(model.space);
  min.resolution = 28;
  const double low = macs_of(model.space, min), high = macs_of(model.space, max_arch(model.space));
  const std::vector<int> wanted{0, 1, 2, 3, 2, 1, 0, 1, 2};
  for (int step = 0; step < 200; ++step) {
    const double macs = macs_of(model.space, source.archs(step, 28)[0]);
    const double level = levels * (macs - low) / (high - low);
    const int band = band_of(step, levels);
    if (step < static_cast<int>(wanted.size())) {
      EXPECT_EQ(band, wanted[step]);
    }
    EXPECT_GT(level, band - 0.2);
    EXPECT_LT(level, band + 1.2);
  }
}

TEST(ArchSource, TakesTheCandidateThatIsChosen) {
  const Model model = double_fashion();
  PhaseConfig phase = phase_of({Sample::kMax, Sample::kRandom});
  phase.candidates = CandidatesConfig{.archs = 4};
  const ArchSource source(model, phase, 1);
  std::vector<Arch> offered;
  const std::vector<Arch> archs = source.archs(7, 24, [&](const std::vector<Arch>& candidates) {
    offered = candidates;
    return size_t{2};
  });
  ASSERT_EQ(offered.size(), 4U);
  EXPECT_EQ(archs[0].picks, max_arch(model.space).picks);
  EXPECT_EQ(archs[1], offered[2]);
  EXPECT_EQ(source.archs(7, 24)[1], offered[0]);
}

TEST(ChooseByLoss, IsTheSmallestOrLargestLossOnTheFirstImages) {
  const Model model = double_fashion();
  const at::Tensor images = at::sin(at::arange(8 * 24 * 24, at::kDouble)).reshape({8, 1, 24, 24});
  const BatchTensors batch{images, at::arange(8, at::kLong), 24};
  std::vector<Arch> archs;
  std::vector<double> losses;
  for (uint64_t i = 0; i < 6; ++i) {
    archs.push_back(random_arch(model.space, 9, i));
    archs.back().resolution = 24;
    const Plan plan = model.plan(archs.back());
    losses.push_back(
        hard_loss(forward_train(model.weights, plan, images.narrow(0, 0, 5), at::kDouble, nullptr)
                      .at(plan.graph.output),
                  batch.labels.narrow(0, 0, 5), 0)
            .item<double>());
  }
  const auto chosen = [&](Take take) {
    return choose_by_loss(model, batch, {.take = take, .images = 5}, at::kDouble)(archs);
  };
  EXPECT_EQ(losses[chosen(Take::kBest)], std::ranges::min(losses));
  EXPECT_EQ(losses[chosen(Take::kWorst)], std::ranges::max(losses));
}

}  // namespace
}  // namespace ofa
