#include "measure/check.h"

#include <gmock/gmock.h>

#include <chrono>

#include "graph/cost.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/measure/simulation.h"

namespace ofa {
namespace {

using testing::HasSubstr;

// Computes, for as long as it is told, nothing.
class SpinningModel : public LoadedModel {
 public:
  explicit SpinningModel(double ms) : ms_(ms) {}

  std::vector<int64_t> input_shape() const override { return {1}; }
  size_t input_element_bytes() const override { return sizeof(float); }
  size_t num_outputs() const override { return 1; }
  void set_batch(int64_t /*images*/) override {}
  std::span<std::byte> input() override { return {}; }
  void call() override {
    const auto end = Clock::now() + std::chrono::duration<double, std::milli>(ms_);
    while (Clock::now() < end) {
    }
  }
  std::span<const float> output(size_t /*index*/) override { return {}; }

 private:
  using Clock = std::chrono::steady_clock;
  double ms_;
};

double spinning_ms(const Graph& graph) {
  return 0.01 + static_cast<double>(cost(graph).macs) / 50e6;
}

BlockRuntime spinning_runtime(const std::string& name) {
  const auto load = [](const StandIn& network, const RunSettings&) {
    return std::make_unique<SpinningModel>(spinning_ms(network.network.graph));
  };
  return {name, "2", "", {Arithmetic::kFp32}, load};
}

class TableChecks : public testing::Test {
 protected:
  void SetUp() override {
    plan_ = make_plan(at_resolutions(load_space("fashion"), {24}),
                      {.fit = 8, .random = 4, .structured = 4}, 0);
    table_ = simulate(plan_, {.truth = {.factor = 1}});
    table_.source = "t.json";
    table_.fingerprint = fingerprint_here(runtimes_.front(), {});
  }

  // A machine that is too busy says nothing of this.
  template <typename Action>
  bool was_quiet(const Action& action) const {
    try {
      action();
    } catch (const Error& error) {
      if (error.exit() != Exit::kNo) throw;
      std::cerr << error.what() << "\n";
      return false;
    }
    return true;
  }
  std::string refusal() {
    try {
      recorrect(plan_.space, table_, runtimes_);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::kNo);
      return error.what();
    }
    return "no error";
  }

  const std::vector<BlockRuntime> runtimes_{spinning_runtime("spinning")};
  MeasurePlan plan_;
  Table table_;
};

TEST_F(TableChecks, RenewTheCorrectionAndLeaveTheFigures) {
  const Table before = table_;
  if (!was_quiet([&] { recorrect(plan_.space, table_, runtimes_); })) GTEST_SKIP();
  EXPECT_TRUE(table_.is_recorrected());
  EXPECT_EQ(table_.measured, before.measured);
  EXPECT_THAT(table_.correction.measured, testing::MatchesRegex("....-..-.. ..:.."));
  EXPECT_NE(table_.correction.factor, before.correction.factor);
  EXPECT_EQ(table_.quality, before.quality);
  EXPECT_EQ(table_.blocks, before.blocks);
  EXPECT_EQ(table_.networks.size(), before.networks.size());
}

TEST_F(TableChecks, PredictWhatIsMeasured) {
  if (!was_quiet([&] { recorrect(plan_.space, table_, runtimes_); })) GTEST_SKIP();
  TableCheck check;
  if (!was_quiet([&] { check = check_table(plan_.space, table_, runtimes_); })) GTEST_SKIP();
  EXPECT_EQ(check.rows.size(), 8u);
  EXPECT_LT(check.error, 0.3);
  EXPECT_TRUE(check.differences.empty());
}

// Times of another processor's blocks follow from no measurement of this one's networks.
TEST_F(TableChecks, CorrectNoTableOfAnotherMachine) {
  const Table before = table_;
  table_.fingerprint.machine.processor = "a phone";
  EXPECT_THAT(refusal(), testing::StartsWith("t.json: it is of processor a phone, this is "));
  EXPECT_THAT(refusal(),
              HasSubstr("or measure this machine: ofa measure fashion --runtime RUNTIME"));
  table_ = before;
  table_.fingerprint.runtime = "another";
  EXPECT_THAT(refusal(), HasSubstr("t.json: it is of runtime another, which is not here"));
  EXPECT_EQ(table_.correction, before.correction);
}

TEST_F(TableChecks, NeedNetworks) {
  table_.networks.clear();
  table_.fingerprint.runtime = "published";  // which nothing here is
  const std::string error =
      "t.json: it names no networks to measure again; ofa measure did not make it";
  EXPECT_EQ(error_of([&] { check_table(plan_.space, table_, runtimes_); }), error);
  EXPECT_EQ(error_of([&] { recorrect(plan_.space, table_, runtimes_); }), error);
}

// Whoever writes the table may fail; what was measured must outlive that.
TEST_F(TableChecks, LeaveTheJournalToWhoWritesTheTable) {
  const TempFolder folder;
  const MeasureOptions options{{}, 8, 0, folder / "rounds.jsonl"};
  const auto measure = [&] { table_ = measure_table(plan_, runtimes_.front(), options); };
  if (!was_quiet(measure)) GTEST_SKIP();
  EXPECT_TRUE(std::filesystem::exists(options.journal));
  const auto size = std::filesystem::file_size(options.journal);
  if (!was_quiet(measure)) GTEST_SKIP();
  EXPECT_EQ(std::filesystem::file_size(options.journal), size) << "measured anew";
}

}  // namespace
}  // namespace ofa
