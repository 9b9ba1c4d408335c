#include "latency/assess.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/statistics.h"
#include "graph/cost.h"
#include "latency/table_json.h"
#include "latency_testing.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tests/latency/swapped_kernels.h"
#include "tests/paths.h"

namespace ofa {
namespace {

double structured_error(const Space& space, Table table) {
  table.correction = fit_correction(space, table);
  return assess(space, table).structured.error;
}

// y from x0, x1 and a constant by Cramer's rule, with relative errors of least squares.
class CostFit {
 public:
  void add(const Cost& cost, double ms) {
    const double row[] = {static_cast<double>(cost.macs) / ms / 1e8,
                          static_cast<double>(cost.params) / ms / 1e6, 1 / ms};
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) squares_[i][j] += row[i] * row[j];
      squares_[i][3] += row[i];
    }
  }
  double operator()(const Cost& cost) const {
    const double whole = determinant(-1);
    return (determinant(0) * static_cast<double>(cost.macs) / 1e8 +
            determinant(1) * static_cast<double>(cost.params) / 1e6 + determinant(2)) /
           whole;
  }

 private:
  double determinant(int replaced) const {
    const auto at = [&](int i, int j) { return squares_[i][j == replaced ? 3 : j]; };
    return at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)) -
           at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0)) +
           at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0));
  }

  double squares_[3][4] = {};
};

class Assessment : public testing::Test {
 protected:
  const Space space_ = load_space("mobilenet_v3");
};

TEST_F(Assessment, GivesTheFiguresOfADirectComputation) {
  Table table = made_up_mobilenet(space_, 0.03);
  table.correction = fit_correction(space_, table);
  CostFit by_cost;
  for (const NetworkTime& time : table.networks)
    if (time.role == NetworkRole::kFit)
      by_cost.add(cost(lower(space_, parse_arch(space_, time.arch))), time.ms);
  const Quality quality = assess(space_, table);
  for (const NetworkRole role : {NetworkRole::kRandom, NetworkRole::kStructured}) {
    const Figures& figures = role == NetworkRole::kRandom ? quality.random : quality.structured;
    std::vector<double> measured, predicted;
    double error = 0, cost_error = 0, within_5 = 0, within_10 = 0;
    for (const NetworkTime& time : table.networks) {
      if (time.role != role) continue;
      const Graph graph = lower(space_, parse_arch(space_, time.arch));
      measured.push_back(time.ms);
      predicted.push_back(predict(table, graph).ms);
      const double off = std::abs(predicted.back() / time.ms - 1);
      error += off, within_5 += off <= 0.05, within_10 += off <= 0.1;
      cost_error += std::abs(by_cost(cost(graph)) / time.ms - 1);
    }
    const auto count = static_cast<double>(measured.size());
    EXPECT_EQ(figures.networks, role == NetworkRole::kRandom ? 40 : 54);
    EXPECT_EQ(figures.networks, static_cast<int>(measured.size()));
    EXPECT_NEAR(figures.error, error / count, 1e-12);
    EXPECT_NEAR(figures.within_5, within_5 / count, 1e-12);
    EXPECT_NEAR(figures.within_10, within_10 / count, 1e-12);
    EXPECT_NEAR(figures.pearson, pearson(measured, predicted), 1e-12);
    EXPECT_NEAR(figures.spearman, spearman(measured, predicted), 1e-12);
    EXPECT_NEAR(figures.kendall, kendall(measured, predicted), 1e-12);
    EXPECT_NEAR(figures.noise, 0.03, 1e-12);
    EXPECT_NEAR(figures.cost_error, cost_error / count, 1e-8);
    EXPECT_LT(figures.within_5, 1);  // or nothing was counted
  }
}

TEST_F(Assessment, FindsAGoodTableGood) {
  Table table = made_up_mobilenet(space_, 0.005);
  table.correction = fit_correction(space_, table);
  const Quality quality = assess(space_, table);
  for (const Figures& figures : {quality.random, quality.structured}) {
    EXPECT_LT(figures.error, 0.01);
    EXPECT_EQ(figures.within_10, 1);
    EXPECT_GT(figures.spearman, 0.99);
    EXPECT_LT(figures.error, figures.cost_error);
  }
}

TEST_F(Assessment, FindsOutSwappedKernels) {
  const Table table = made_up_mobilenet(space_, 0.005);
  const double error = structured_error(space_, table);
  EXPECT_GT(error, 0.002);
  EXPECT_GT(structured_error(space_, with_kernels_swapped(table)), 4 * error);
}

TEST_F(Assessment, OfNoNetworksIsEmpty) {
  Table table = made_up_table(space_, {128});
  add_networks(space_, table, NetworkRole::kFit, random_archs(space_, table, 10, 1), 0.01);
  EXPECT_EQ(assess(space_, table), Quality());
}

TEST_F(Assessment, RefusesWhatDoesNotBelongToTheTable) {
  Table table = made_up_mobilenet(space_, 0);
  table.source = "t.json";
  EXPECT_EQ(error_of([&] { assess(load_space("proxyless"), table); }),
            "t.json: it is of space mobilenet_v3, not of proxyless");
  table.networks.resize(1);
  table.networks.resize(8, table.networks.front());
  EXPECT_EQ(error_of([&] { assess(space_, table); }),
            "the measured networks are all alike; nothing follows from them");
  EXPECT_EQ(error_of([&] { fit_correction(space_, table); }),
            "the measured networks are all alike; no correction follows from them");
}

// Of a file's texts only those are archs that tables are written with.
TEST_F(Assessment, NamesTheTableOfAnArchThatIsNone) {
  Table table = made_up_mobilenet(space_, 0);
  table.source = "t.json";
  const auto error_with = [&](const std::string& arch) {
    table.networks.front().arch = arch;
    return error_of([&] { assess(space_, table); });
  };
  for (const std::string arch : {"128/k3", "max", "random:1", "/nowhere/arch.json"})
    EXPECT_THAT(error_with(arch),
                testing::StartsWith("t.json: networks: arch " + arch + ": expected "));
}

// Files in latency_tables/ whose names begin so.
std::vector<std::string> shipped_tables(const std::string& start = "") {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry :
       std::filesystem::directory_iterator(source_dir() / "latency_tables", none))
    if (const std::string file = entry.path().filename();
        file.starts_with(start) && file.ends_with(".json"))
      files.push_back(file);
  std::ranges::sort(files);
  return files;
}

class ShippedTable : public testing::TestWithParam<std::string> {
 protected:
  const Table table_ = load_table(source_dir() / "latency_tables" / GetParam());
  const Space space_ = load_space(table_.space);
};
std::string name_of_table(const testing::TestParamInfo<std::string>& table) {
  std::string name = table.param;
  for (char& c : name)
    if (!std::isalnum(c)) c = '_';
  return name;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ShippedTable);
INSTANTIATE_TEST_SUITE_P(, ShippedTable, testing::ValuesIn(shipped_tables()), name_of_table);

using ShippedMobileNetV3 = ShippedTable;
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ShippedMobileNetV3);
INSTANTIATE_TEST_SUITE_P(, ShippedMobileNetV3, testing::ValuesIn(shipped_tables("mobilenet_v3@")),
                         name_of_table);

void expect_equal(const Figures& stored, const Figures& found) {
  EXPECT_EQ(stored.networks, found.networks);
  for (const auto member :
       {&Figures::error, &Figures::within_5, &Figures::within_10, &Figures::pearson,
        &Figures::spearman, &Figures::kendall, &Figures::noise, &Figures::cost_error})
    EXPECT_NEAR(stored.*member, found.*member, 1e-9);
}

TEST_P(ShippedTable, HoldsWhatFollowsFromItsMeasurements) {
  ASSERT_TRUE(table_.quality);
  const Quality found = assess(space_, table_);
  expect_equal(table_.quality->random, found.random);
  expect_equal(table_.quality->structured, found.structured);
  const Correction stored = table_.correction, fitted = fit_correction(space_, table_);
  for (const auto member :
       {&Correction::factor, &Correction::ms_per_block, &Correction::ms_per_edge_megabyte,
        &Correction::ms_per_weight_megabyte, &Correction::constant_ms, &Correction::error})
    EXPECT_NEAR(stored.*member, fitted.*member, 1e-9);
  EXPECT_EQ(stored.networks, fitted.networks);
}

TEST_P(ShippedMobileNetV3, PredictsNetworksOfBothKinds) {
  ASSERT_EQ(table_.space, "mobilenet_v3");
  ASSERT_TRUE(table_.quality);
  EXPECT_LE(table_.quality->random.error, 0.03);
  EXPECT_LE(table_.quality->structured.error, 0.035);
  for (const Figures& figures : {table_.quality->random, table_.quality->structured}) {
    EXPECT_GE(figures.within_10, 0.97);
    EXPECT_GE(figures.spearman, 0.97);
    EXPECT_LT(figures.error, figures.cost_error);
  }
  EXPECT_GT(structured_error(space_, with_kernels_swapped(table_)),
            4 * table_.quality->structured.error);
}

}  // namespace
}  // namespace ofa
