// What comes of a trained supernet, through the program: a predictor, a search, many exported
// files.
#include <gmock/gmock.h>

#include <chrono>
#include <map>

#include "core/file.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Accuracies of the toy run are measured in milliseconds.
constexpr const char* kFast = " --set evaluate.images=40 --set evaluate.calibration=32 ";

class TrainedSearch : public Training {
 protected:
  void SetUp() override { ASSERT_EQ(train("run").exit_code, 0); }

  Json json_in(const std::string& file) const {
    return Json::parse(read_file(run(file), 10'000'000));
  }
  Json front(const std::string& name) const {
    Json json = json_in(name + "/front.json");
    json.erase("seconds");
    return json;
  }
  // How often each arch was measured.
  std::map<std::string, int> measured(const std::string& name) const {
    std::map<std::string, int> counts;
    std::ifstream file(run(name) + "/accuracies.jsonl");
    for (std::string line; std::getline(file, line);) ++counts[Json::parse(line)["arch"]];
    return counts;
  }
  Outcome search_measured(const std::string& of, const std::string& name,
                          const std::string& before = "") const {
    return run_program("search " + run(of) + " --accuracy measured --max macs=60k --population 8 " +
                           "--generations 8 --check 2" + kFast + "--out " + run(name),
                       before);
  }
};

TEST_F(TrainedSearch, LearnsSearchesAndExports) {
  const Outcome predictor = run_program("predictor " + run("run") +
                                        " --samples 24 --rounds 1 --images 40 --calibration 32");
  ASSERT_EQ(predictor.exit_code, 0) << predictor.err;
  EXPECT_THAT(predictor.out, HasSubstr("on 24 archs"));
  EXPECT_EQ(measured("run").size(), 24);

  const Outcome search =
      run_program("search " + run("run") + " --check 3" + kFast + "--out " + run("found"));
  ASSERT_EQ(search.exit_code, 0) << search.err;
  EXPECT_THAT(search.out, HasSubstr("best/"));
  const Json found = front("found");
  size_t checked = 0;
  for (const Json& member : found["front"]) {
    if (!member.contains("measured")) continue;
    ++checked;
    EXPECT_EQ(member["measured"]["images"], 40);
    EXPECT_TRUE(member["measured"].contains("test_accuracy"));
  }
  EXPECT_EQ(checked, std::min<size_t>(3, found["front"].size()));
  const Outcome best = run_program("describe --json " + run("found/best"));
  EXPECT_EQ(Json::parse(best.out)["macs"], found["front"].back()["macs"]);

  const Outcome exported =
      run_program("export " + run("run") + " --front " + run("found/front.json") +
                  " --members 2 --images 20 --out " + run("models"));
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const Json models = json_in("models/models.json")["models"];
  ASSERT_EQ(models.size(), 2);
  EXPECT_EQ(models[1]["best"], true);
  for (const Json& model : models) {
    const std::string file = run("models/" + model["file"].get<std::string>());
    EXPECT_EQ(run_program("verify " + file).exit_code, 0);
  }
  EXPECT_THAT(run_program("export " + run("run") + " --front " + run("found/front.json") +
                          " --out " + run("models"))
                  .err,
              HasSubstr("models exists; choose another folder"));
}

TEST_F(TrainedSearch, RefusesAPredictorOfOtherWeights) {
  ASSERT_EQ(run_program("predictor " + run("run") +
                        " --samples 12 --rounds 0 --images 40 --calibration 32")
                .exit_code,
            0);
  ASSERT_EQ(train("other", "--set seed=5").exit_code, 0);
  const Outcome outcome = run_program("search " + run("other") + " --predictor " +
                                      run("run/predictor.safetensors") + " --out " + run("found"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("it was fitted on other weights than those of "));
  EXPECT_FALSE(fs::exists(run("found")));
}

// Every arch is measured once, by whoever comes first.
TEST_F(TrainedSearch, MeasuresEachArchOnceAlsoWhenKilled) {
  fs::copy(run("run"), run("other"), fs::copy_options::recursive);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(search_measured("run", "whole").exit_code, 0);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::map<std::string, int> whole = measured("run");
  int kills = 0;
  for (const double part : {0.5, 0.7}) {
    const std::string before = "timeout -s KILL " + std::to_string(part * seconds);
    const Outcome outcome = fs::exists(run("killed"))
                                ? run_program("search --resume " + run("killed"), before)
                                : search_measured("other", "killed", before);
    kills += outcome.exit_code != 0;
  }
  EXPECT_GE(kills, 1);
  const Outcome end = fs::exists(run("killed")) ? run_program("search --resume " + run("killed"))
                                                : search_measured("other", "killed");
  ASSERT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(measured("other"), whole);
  for (const auto& [arch, times] : whole) EXPECT_EQ(times, 1) << arch;
  EXPECT_EQ(front("killed"), front("whole"));
}

// Also in the midst of networks that take a minute each.
TEST_F(TrainedSearch, StopsMeasuringAtOnce) {
  fs::copy(source_dir() / "tests/trained/fashion", run("fashion"));
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome =
      run_program("predictor " + run("fashion") + " --images 50000 --calibration 50000",
                  "timeout --preserve-status -s TERM 3");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (outcome.exit_code == 1) GTEST_SKIP() << outcome.err;  // no Fashion-MNIST
  EXPECT_EQ(outcome.exit_code, 143);
  EXPECT_THAT(outcome.err, HasSubstr("stopped; accuracies measured so far are kept in "));
  EXPECT_LT(took.count(), 20);
}

TEST_F(TrainedSearch, KeepsLimitsOnWhatIsMeasured) {
  ASSERT_EQ(search_measured("run", "found").exit_code, 0);
  const Json found = front("found");
  for (const Json& member : found["front"]) {
    EXPECT_LE(member["macs"], 60'000);
    if (!member.contains("measured")) continue;
    EXPECT_EQ(member["measured"]["accuracy"], member["accuracy"]);
  }
}

TEST_F(TrainedSearch, NamesWhatIsMissing) {
  const auto error = [&](const std::string& command, int exit_code) {
    const Outcome outcome = run_program(command);
    EXPECT_EQ(outcome.exit_code, exit_code) << command;
    return outcome.err;
  };
  EXPECT_THAT(error("search " + run("run") + " --out " + run("found"), 1),
              HasSubstr("predictor.safetensors: no such file; make it with: ofa predictor "));
  EXPECT_THAT(error("search " + run("none") + " --out " + run("found"), 1),
              HasSubstr("none is not a run folder"));
  EXPECT_THAT(error("predictor " + run("none"), 1), HasSubstr("none is not a run folder"));
  EXPECT_THAT(error("export " + run("run") + " --front x.json --arch min --out a", 2),
              HasSubstr("--front has archs of its own"));
  EXPECT_THAT(error("export " + run("run") + " --members 3 --arch min --out a.onnx", 2),
              HasSubstr("--members belongs to --front"));
  EXPECT_THAT(error("export fashion --front x.json --out " + run("a"), 1),
              HasSubstr("fashion: not a run folder"));
  ASSERT_EQ(search_measured("run", "found").exit_code, 0);
  EXPECT_THAT(error("export tests/trained/fashion --front " + run("found/front.json") + " --out " +
                        run("a"),
                    1),
              HasSubstr("not of fashion"));
  EXPECT_FALSE(fs::exists(run("a")));
}

}  // namespace
}  // namespace ofa
