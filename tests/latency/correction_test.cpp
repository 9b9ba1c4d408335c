#include "latency/correction.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/statistics.h"
#include "latency/assess.h"
#include "latency_testing.h"
#include "space/lower.h"

namespace ofa {
namespace {

class CorrectionFit : public testing::Test {
 protected:
  // Networks of this truth, but for noise.
  Table measured_with(const Correction& truth, double noise, int count = 24) const {
    Table table = table_;
    table.correction = truth;
    add_networks(space_, table, NetworkRole::kFit, random_archs(space_, table, count, 1), noise);
    return table;
  }

  // How far two corrections of a table are apart on networks that neither has seen.
  double distance(Table table, const Correction& truth, const Correction& found) const {
    std::vector<double> expected, predicted;
    for (const Arch& arch : random_archs(space_, table, 40, 2)) {
      const Graph graph = lower(space_, arch);
      table.correction = truth;
      expected.push_back(predict(table, graph).ms);
      table.correction = found;
      predicted.push_back(predict(table, graph).ms);
    }
    return mean_relative_error(expected, predicted);
  }

  const Space space_ = load_space("mobilenet_v3");
  const Table table_ = made_up_table(space_, {128, 176});
};

std::vector<Correction> truths(double call_ms) {
  return {{.factor = 1},
          {.factor = 1.2, .constant_ms = 0.3},
          {.factor = 0.9, .ms_per_block = -0.9 * call_ms},
          {.factor = 1.1, .ms_per_weight_megabyte = 0.04, .constant_ms = -0.2},
          {.factor = 0.8, .ms_per_edge_megabyte = -0.01},
          {.factor = 0.9,
           .ms_per_block = -0.9 * call_ms,
           .ms_per_edge_megabyte = -0.02,
           .ms_per_weight_megabyte = 0.05,
           .constant_ms = 0.1}};
}

TEST_F(CorrectionFit, FindsTheCorrectionThatNetworksFollow) {
  for (const Correction& truth : truths(table_.call_ms)) {
    const Table table = measured_with(truth, 0);
    const Correction found = fit_correction(space_, table);
    EXPECT_LT(distance(table, truth, found), 1e-6) << truth.factor;
    EXPECT_LT(found.error, 1e-6);
    EXPECT_EQ(found.networks, 24);
  }
}

// Numbers themselves, where networks differ enough to tell them apart.
TEST_F(CorrectionFit, FindsItsNumbers) {
  const Correction truth = truths(table_.call_ms).back();
  const Correction found = fit_correction(space_, measured_with(truth, 0));
  EXPECT_NEAR(found.factor, truth.factor, 1e-6);
  EXPECT_NEAR(found.ms_per_block, truth.ms_per_block, 1e-6);
  EXPECT_NEAR(found.ms_per_edge_megabyte, truth.ms_per_edge_megabyte, 1e-6);
  EXPECT_NEAR(found.ms_per_weight_megabyte, truth.ms_per_weight_megabyte, 1e-6);
  EXPECT_NEAR(found.constant_ms, truth.constant_ms, 1e-6);
}

TEST_F(CorrectionFit, ErrsNoMoreThanTheNetworksNoise) {
  for (const double noise : {0.005, 0.02})
    for (const Correction& truth : truths(table_.call_ms)) {
      const Table table = measured_with(truth, noise);
      const Correction found = fit_correction(space_, table);
      EXPECT_LT(distance(table, truth, found), noise) << truth.factor;
      EXPECT_GT(found.error, 0.4 * noise);  // of a normal distribution: 0.8
      EXPECT_LT(found.error, 1.3 * noise);
    }
}

// Of blocks and networks alike, a factor of the session goes into the factor.
TEST_F(CorrectionFit, FollowsASlowerMachine) {
  Table table = measured_with(truths(table_.call_ms).back(), 0.01);
  const Correction before = fit_correction(space_, table);
  for (NetworkTime& network : table.networks) network.ms *= 1.3;
  const Correction after = fit_correction(space_, table);
  EXPECT_NEAR(after.factor, 1.3 * before.factor, 1e-9);
  EXPECT_NEAR(after.constant_ms, 1.3 * before.constant_ms, 1e-9);
  EXPECT_NEAR(after.error, before.error, 1e-9);
}

TEST_F(CorrectionFit, UsesTheNetworksMeantForIt) {
  Table table = measured_with(truths(table_.call_ms)[1], 0.01);
  const Correction before = fit_correction(space_, table);
  for (const NetworkRole role : {NetworkRole::kRandom, NetworkRole::kStructured})
    add_networks(space_, table, role, random_archs(space_, table, 10, 3), 0.5);
  EXPECT_EQ(fit_correction(space_, table), before);
}

// Each network from the fit of the others, by the closed forms of a factor, and of a line.
TEST(Correction, ErrsAsItPredictsWhatItWasNotFittedOn) {
  std::vector<Measured> networks;
  Random random(1, "correction test");
  for (int i = 0; i < 9; ++i) {
    const double ms = 2 + random.uniform();
    networks.push_back({{.ms = ms}, 1.5 * ms * (1 + 0.03 * random.normal())});
  }
  double by_factor = 0, by_line = 0;
  for (const Measured& left_out : networks) {
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
    for (const Measured& other : networks) {
      if (&other == &left_out) continue;
      const double x = other.sums.ms, y = other.ms, weight = 1 / (y * y);
      w += weight, wx += weight * x, wy += weight * y, wxx += weight * x * x, wxy += weight * x * y;
    }
    const double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
    const double line = slope * left_out.sums.ms + (wy - slope * wx) / w;
    by_factor += std::abs(wxy / wxx * left_out.sums.ms / left_out.ms - 1) / 9;
    by_line += std::abs(line / left_out.ms - 1) / 9;
  }
  const Correction found = fit_correction(networks, 0);
  EXPECT_NE(by_factor, by_line);
  EXPECT_NEAR(found.error, std::min(by_factor, by_line), 1e-12);
  EXPECT_EQ(found.constant_ms == 0, by_factor < by_line);
  EXPECT_EQ(found.networks, 9);
}

TEST(Correction, AddsUpOverBlocks) {
  const Correction correction{2, 0.5, -0.25, 0.125, 10};
  BlockSums sums{1, 1, 2, 4};
  EXPECT_DOUBLE_EQ(correction.of_block(sums), 2 + 0.5 - 0.5 + 0.5);
  sums += {3, 1, 4, 8};
  EXPECT_DOUBLE_EQ(correction(sums), 8 + 1 - 1.5 + 1.5 + 10);
  EXPECT_DOUBLE_EQ(Correction()(sums), 4);
}

std::string error(const std::vector<Measured>& networks) {
  return error_of([&] { fit_correction(networks, 0.004); });
}

TEST(Correction, TakesSixNetworks) {
  const std::string words = "a correction takes 6 measured networks, there are ";
  std::vector<Measured> networks;
  EXPECT_EQ(error(networks), words + "0");
  for (int i = 1; i < 6; ++i) networks.push_back({{.ms = 1.0 * i, .blocks = 1.0 * i * i}, 1.0 * i});
  EXPECT_EQ(error(networks), words + "5");
  networks.push_back({{.ms = 6, .blocks = 1}, 6});
  EXPECT_EQ(error(networks), "no error");
}

TEST(Correction, TakesNetworksThatDiffer) {
  const std::vector<Measured> networks(8, {{1, 2, 3, 4}, 5});
  EXPECT_EQ(error(networks),
            "the measured networks are all alike; no correction follows from them");
}

}  // namespace
}  // namespace ofa
