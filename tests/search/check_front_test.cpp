#include "search/check_front.h"

#include <gmock/gmock.h>

#include "fake_supernet.h"
#include "latency/table_json.h"
#include "space/sample.h"
#include "tests/error_of.h"
#include "tests/paths.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CheckFront : public testing::Test {
 protected:
  static constexpr size_t kMembers = 5;

  void SetUp() override {
    for (size_t i = 0; i < kMembers; ++i)
      front_.members.push_back({{.arch = random_arch(set_up_.space, 1, i)}, {}});
    front_.config.evaluate = {{321}, {45}};
  }
  // What is logged meanwhile.
  std::string check(const std::vector<size_t>& members, TrainedSupernet* supernet) {
    testing::internal::CaptureStderr();
    check_members(set_up_, members, /*runtimes=*/{}, supernet, front_);
    return testing::internal::GetCapturedStderr();
  }
  void add_table(const std::string& metric, const std::string& processor) {
    Table table =
        load_table(source_dir() / "latency_tables/fashion@this-machine-openvino-fp32-t1.json");
    table.fingerprint.machine.processor = processor;
    set_up_.tables.push_back({metric, std::move(table)});
  }
  const Arch& arch(size_t member) const { return front_.members[member].candidate.arch; }

  SearchSetUp set_up_{.space = load_space("fashion")};
  FakeSupernet supernet_{set_up_.space};
  Front front_;
};

TEST_F(CheckFront, MeasuresAccuraciesOfTheMembersAlone) {
  EXPECT_EQ(check({1, 4}, &supernet_), "");
  for (size_t i = 0; i < kMembers; ++i) {
    const auto& measured = front_.members[i].measured;
    ASSERT_EQ(measured.has_value(), i == 1 || i == 4) << i;
    if (!measured) continue;
    EXPECT_EQ(measured->accuracy.value().accuracy, supernet_.truth(arch(i)));
    EXPECT_EQ(measured->accuracy.value().images, 321);
    EXPECT_NEAR(measured->test_accuracy.value(), supernet_.truth(arch(i)) - 0.01, 1e-12);
    EXPECT_THAT(measured->latencies, IsEmpty());
  }
  EXPECT_THAT(supernet_.measured, ElementsAre(arch(1), arch(4)));
  EXPECT_THAT(supernet_.measured_on_test, ElementsAre(arch(1), arch(4)));
  EXPECT_EQ(supernet_.settings_seen.at(0).images, 321);
  EXPECT_EQ(supernet_.settings_seen.at(0).calibration, 45);
}

TEST_F(CheckFront, LeavesTestAccuracyOutWhereThereAreNoTestImages) {
  supernet_.has_test_images = false;
  check({2}, &supernet_);
  EXPECT_TRUE(front_.members[2].measured.value().accuracy);
  EXPECT_FALSE(front_.members[2].measured->test_accuracy);
}

TEST_F(CheckFront, LeavesAccuracyOutWhereThereIsNoSupernet) {
  check({2}, nullptr);
  EXPECT_FALSE(front_.members[2].measured.value().accuracy);
  EXPECT_FALSE(front_.members[2].measured->test_accuracy);
}

TEST_F(CheckFront, ForgetsWhatWasMeasuredBefore) {
  front_.members[2].measured.emplace().latencies = {{"latency_ms", 1, 1, 0}};
  check({2}, &supernet_);
  EXPECT_THAT(front_.members[2].measured.value().latencies, IsEmpty());
}

TEST_F(CheckFront, TellsWhichTablesAreOfAnotherMachine) {
  add_table("phone.latency_ms", "Kryo 485");
  add_table("board.latency_ms", "Cortex-A72");
  const std::string log = check({0, 1}, &supernet_);
  EXPECT_THAT(log, AllOf(HasSubstr("phone.latency_ms is of another machine (processor: Kryo 485, "
                                   "here "),
                         HasSubstr("board.latency_ms is of another machine (processor: "
                                   "Cortex-A72, here "),
                         HasSubstr("); its latencies are not measured here\n")));
  for (const size_t member : {0, 1}) {
    EXPECT_THAT(front_.members[member].measured.value().latencies, IsEmpty());
    EXPECT_TRUE(front_.members[member].measured->accuracy);
  }
}

TEST_F(CheckFront, PassesOnWhyASupernetFailed) {
  supernet_.fails_after = 1;
  EXPECT_EQ(error_of([&] { check({0, 1}, &supernet_); }), "stopped by the test");
  testing::internal::GetCapturedStderr();
}

// Members that are slower and slower, under a limit of 10 ms that all of them are predicted to
// keep.
class SettleBest : public CheckFront {
 protected:
  void SetUp() override {
    CheckFront::SetUp();
    set_up_.problem = {
        {{.name = "accuracy"}, {.name = "latency_ms"}}, {{0, true}}, {{1, true, 10}}};
    for (size_t i = 0; i < kMembers; ++i) front_.members[i].candidate.metrics = {0.9, kMs[i]};
    front_.best = kMembers - 1;
  }
  void measured(size_t member, double ms) {
    front_.members[member].measured.emplace().latencies = {{"latency_ms", kMs[member], ms, 0}};
  }
  std::vector<size_t> settle(const std::vector<size_t>& members) {
    return settle_best(set_up_, members, /*runtimes=*/{}, &supernet_, front_);
  }

  static constexpr double kMs[kMembers] = {6, 7, 8, 9, 9.9};
};

TEST_F(SettleBest, KeepsABestThatKeepsTheLimit) {
  EXPECT_FALSE(misses_limit(set_up_.problem, front_.members[4]));  // nobody knows
  measured(4, 9.99);
  EXPECT_FALSE(misses_limit(set_up_.problem, front_.members[4]));
  EXPECT_THAT(settle({0, 4}), ElementsAre(0, 4));
  EXPECT_EQ(front_.best, 4u);
}

TEST_F(SettleBest, MeasuresTheNextThatShouldKeepTheLimit) {
  measured(4, 11.5);
  EXPECT_TRUE(misses_limit(set_up_.problem, front_.members[4]));
  EXPECT_THAT(settle({0, 4}), ElementsAre(0, 2, 4));
  EXPECT_EQ(front_.best, 2u);
  EXPECT_THAT(supernet_.measured, ElementsAre(arch(2)));
  EXPECT_TRUE(front_.members[2].measured.value().accuracy);
}

TEST_F(SettleBest, GoesOnWhereTheNextMissesItToo) {
  measured(4, 11.5);
  measured(2, 12);
  measured(0, 9);
  EXPECT_THAT(settle({0, 2, 4}), ElementsAre(0, 2, 4));
  EXPECT_EQ(front_.best, 0u);
}

TEST_F(SettleBest, GivesUpWhereNoneShouldKeepIt) {
  measured(4, 30);
  EXPECT_THAT(settle({4}), ElementsAre(4));
  EXPECT_EQ(front_.best, 4u);
}

}  // namespace
}  // namespace ofa
