// Measuring, describing with a table, checking and correcting it, through the program and on a real
// runtime.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "config/json.h"
#include "core/file.h"
#include "latency/table_json.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kSpace = R"(
input: {channels: 1, resolution: [16, 24]}
classes: 10
stem: {channels: 8, kernel: 3, stride: 1, activation: relu}
stages:
  - {block: mbconv, stride: 2, channels: [16, 24], depth: [1, 2], kernel: [3, 5], expand: [2, 4], activation: relu}
  - {block: mbconv, stride: 2, channels: 32, depth: [1, 2, 3], kernel: [3, 5], expand: [2, 4], activation: relu}
head: [pool, linear]
)";

// On a busy machine a measurement is refused, and goes on.
Outcome until_quiet(const std::string& command, const std::string& journal) {
  Outcome outcome = run_program(command);
  for (int rounds = 100; outcome.exit_code == 3 && rounds <= 400; rounds *= 2) {
    const bool has_journal = std::filesystem::exists(journal);
    outcome = run_program(command + (has_journal ? " --resume" : "") + " --rounds " +
                          std::to_string(rounds));
  }
  return outcome;
}

class Measuring : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TempFolder;
    std::ofstream(path("toy.yaml")) << kSpace;
    made_ = new Outcome(until_quiet(measure("toy.json"), path("toy.json.rounds.jsonl")));
  }
  static void TearDownTestSuite() {
    delete made_;
    delete folder_;
  }
  void SetUp() override {
    if (made_->exit_code == 1 && made_->err.find("onnxruntime: ") != std::string::npos)
      GTEST_SKIP() << made_->err;
    if (made_->exit_code == 3) GTEST_SKIP() << "too busy: " << made_->err;
    ASSERT_EQ(made_->exit_code, 0) << made_->err;
  }

  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }
  static std::string measure(const std::string& out) {
    return "measure " + path("toy.yaml") + " --runtime onnxruntime --out " + path(out);
  }

  static const TempFolder* folder_;
  static const Outcome* made_;
};

const TempFolder* Measuring::folder_ = nullptr;
const Outcome* Measuring::made_ = nullptr;

TEST_F(Measuring, TellsHowWellTheTableDoes) {
  EXPECT_THAT(made_->out, StartsWith("toy at resolution 16 24: onnxruntime "));
  EXPECT_THAT(made_->out, HasSubstr("MACs+params %"));
  EXPECT_THAT(made_->out, HasSubstr("structured        40"));
  EXPECT_FALSE(std::filesystem::exists(path("toy.json.rounds.jsonl")));
  const Table table = load_table(path("toy.json"));
  EXPECT_EQ(table.fingerprint.runtime, "onnxruntime");
  EXPECT_LT(table.quality->random.error, 0.15);
}

TEST_F(Measuring, GivesLatenciesToDescribe) {
  const std::string arch = " --arch max --table " + path("toy.json");
  const Outcome text = run_program("describe " + path("toy.yaml") + arch);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_EQ(text.err, "");
  EXPECT_THAT(text.out, HasSubstr("any network"));
  EXPECT_THAT(text.out, HasSubstr("latency on onnxruntime "));
  const Outcome json = run_program("describe " + path("toy.yaml") + arch + " --json");
  const Json described = Json::parse(json.out);
  double sum = described["latency_constant_ms"];
  for (const Json& block : described["blocks"]) sum += block["latency_ms"].get<double>();
  EXPECT_NEAR(described["latency_ms"].get<double>(), sum, 1e-9);
  EXPECT_GT(sum, 0);
  const Table table = load_table(path("toy.json"));
  EXPECT_EQ(described["table"]["file"], path("toy.json"));
  EXPECT_EQ(described["table"]["error"]["random"], table.quality->random.error);
  EXPECT_EQ(described["table"]["error"]["structured"], table.quality->structured.error);
  EXPECT_EQ(described["table"]["differences"], Json::array());
}

TEST_F(Measuring, IsRefusedWhereATableSaysNothing) {
  const auto error = [](const std::string& arguments) { return run_program(arguments).err; };
  const std::string with = " --table " + path("toy.json");
  EXPECT_EQ(error("describe fashion --arch max" + with),
            "ofa: " + path("toy.json") + ": it is of space toy, not of fashion\n");
  EXPECT_THAT(error("describe " + path("toy.yaml") + " --arch 20/16:k3e2/k3e2" + with),
              HasSubstr("toy.json: resolution 20 is outside it; it was measured at 16 24"));
  EXPECT_THAT(error("describe " + path("toy.yaml") + with), HasSubstr("say it with --arch"));
}

TEST_F(Measuring, SaysWhereTheTableIsOfAnotherMachine) {
  Table table = load_table(path("toy.json"));
  table.fingerprint.machine.processor = "another one";
  table.fingerprint.version = "0.1";
  save_table(table, path("other.json"));
  const Outcome outcome =
      run_program("describe " + path("toy.yaml") + " --arch min --table " + path("other.json"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("other.json was measured elsewhere: processor: another one"));
  EXPECT_THAT(outcome.err, HasSubstr("other.json was measured with another version: 0.1, here 1."));
  const Outcome json = run_program("describe " + path("toy.yaml") + " --arch min --json --table " +
                                   path("other.json"));
  EXPECT_EQ(Json::parse(json.out)["table"]["differences"].size(), 2u);
}

TEST_F(Measuring, ChecksATable) {
  const std::string check = " " + path("toy.yaml") + " --json --check ";
  const Outcome good = run_program("measure" + check + path("toy.json"));
  if (good.out.empty()) GTEST_SKIP() << "too busy: " << good.err;
  const Json json = Json::parse(good.out);
  EXPECT_EQ(good.exit_code, json["holds"].get<bool>() ? 0 : 3) << good.err;
  EXPECT_EQ(json["networks"].size(), 8u);
  if (!json["holds"].get<bool>()) GTEST_SKIP() << "too busy for times to be compared";

  Table table = load_table(path("toy.json"));
  table.correction.factor *= 2;  // as on a machine twice as fast
  table.correction.constant_ms *= 2;
  table.correction.ms_per_block *= 2;
  table.correction.ms_per_edge_megabyte *= 2;
  table.correction.ms_per_weight_megabyte *= 2;
  table.measured = table.correction.measured = "2026-01-02";
  save_table(table, path("stale.json"));
  const Outcome stale = run_program("measure" + check + path("stale.json"));
  EXPECT_EQ(stale.exit_code, 3);
  if (stale.out.empty()) GTEST_SKIP() << "too busy: " << stale.err;
  EXPECT_FALSE(Json::parse(stale.out)["holds"].get<bool>());
  const auto factor = [](const Outcome& outcome) {
    return Json::parse(outcome.out)["factor"].get<double>();
  };
  EXPECT_NEAR(factor(stale) / factor(good), 0.5, 0.25);
  EXPECT_EQ(Json::parse(stale.out)["needs_correction"].get<bool>(),
            stale.err.find("ofa measure --recorrect") != std::string::npos);

  Outcome corrected;
  for (int i = 0; i < 3 && corrected.exit_code != 0; ++i)
    corrected = run_program("measure " + path("toy.yaml") + " --recorrect " + path("stale.json"));
  if (corrected.exit_code == 3) GTEST_SKIP() << "too busy: " << corrected.err;
  EXPECT_EQ(corrected.exit_code, 0) << corrected.err;
  EXPECT_THAT(corrected.out, HasSubstr("; figures below are of the correction before\n"));
  const Table renewed = load_table(path("stale.json"));
  EXPECT_NEAR(renewed.correction.factor, load_table(path("toy.json")).correction.factor, 0.3);
  EXPECT_EQ(renewed.quality, table.quality);
}

// A table of an hour's work is not lost to a name.
TEST_F(Measuring, LooksAtTheTablesPlaceBeforeItMeasures) {
  const std::string nowhere = path("nowhere/t.json");
  for (const std::string& command : {measure("."), "measure " + path("toy.yaml") + " --recorrect " +
                                                       path("toy.json") + " --out " + path(".")}) {
    const Outcome outcome = run_program(command, "timeout 2");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("expected a file to write, found a folder"));
  }
  for (const std::string& command :
       {measure("nowhere/t.json"),
        "measure " + path("toy.yaml") + " --recorrect " + path("toy.json") + " --out " + nowhere}) {
    const Outcome outcome = run_program(command, "timeout 2");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(nowhere + ": cannot make a file in its folder"));
  }
}

TEST_F(Measuring, CorrectsNoTableOfAnotherMachine) {
  Table table = load_table(path("toy.json"));
  table.fingerprint.machine.processor = "a phone";
  save_table(table, path("phone.json"));
  const Outcome outcome =
      run_program("measure " + path("toy.yaml") + " --recorrect " + path("phone.json"));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("phone.json: it is of processor a phone, this is "));
  EXPECT_EQ(load_table(path("phone.json")).correction, table.correction);
}

TEST_F(Measuring, GoesOnAfterAKill) {
  const std::string journal = path("killed.json.rounds.jsonl");
  const auto rounds = [&] {
    std::ifstream file(journal);
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n') - 1;
  };
  for (double seconds = 0.3; seconds < 5 && rounds() < 1; seconds *= 1.15) {
    std::filesystem::remove(journal);
    const Outcome killed =
        run_program(measure("killed.json"), "timeout -s KILL " + std::to_string(seconds));
    if (killed.exit_code == 0) GTEST_SKIP() << "it was done before";
  }
  ASSERT_GE(rounds(), 1);
  const auto size = std::filesystem::file_size(journal);
  EXPECT_THAT(run_program(measure("killed.json")).err, HasSubstr("go on with --resume"));
  EXPECT_EQ(std::filesystem::file_size(journal), size);
  EXPECT_THAT(run_program(measure("killed.json") + " --resume --seed 1").err,
              HasSubstr("holds the rounds of another measurement"));
  const Outcome resumed = run_program(measure("killed.json") + " --resume --rounds 200");
  if (resumed.exit_code == 3) GTEST_SKIP() << "too busy: " << resumed.err;
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_TRUE(std::filesystem::exists(path("killed.json")));
}

}  // namespace
}  // namespace ofa
