// Searching without a run, through the program: a predictor and a table of a real device.
#include <gmock/gmock.h>

#include "config/json.h"
#include "core/file.h"
#include "space/arch_text.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/made_up_predictor.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTable = "latency_tables/fashion@this-machine-openvino-fp32-t1.json";

class Search : public testing::Test {
 protected:
  static void SetUpTestSuite() { parts_ = new auto(made_up_predictor(load_space("fashion"))); }
  static void TearDownTestSuite() {
    delete parts_;
    parts_ = nullptr;
  }
  void SetUp() override { save_predictor(*parts_, path("p.safetensors")); }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  // Nothing is measured: what the program finds is the same on every machine.
  std::string search(const std::string& flags) const {
    return "search --space fashion --check 0 --predictor " + path("p.safetensors") + " --table " +
           kTable + " " + flags;
  }
  Outcome run(const std::string& flags, const std::string& before = "") const {
    return run_program(search(flags), before);
  }
  // What it found, without what belongs to the clock.
  Json front(const std::string& name) const {
    Json json = Json::parse(read_file(path(name) + "/front.json", 10'000'000));
    json.erase("seconds");
    return json;
  }
  std::string refusal(const std::string& flags, int exit_code) const {
    const Outcome outcome = run(flags + " --out " + path("refused"));
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_FALSE(fs::exists(path("refused"))) << flags;
    return outcome.err;
  }

  static inline PredictorParts* parts_ = nullptr;
  TempFolder folder_;
};

TEST_F(Search, WritesWhatItFound) {
  const Outcome outcome = run("--max latency_ms=0.115 --out " + path("found"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("reachable: accuracy "));
  EXPECT_THAT(outcome.err, HasSubstr("latency_ms: openvino"));
  EXPECT_THAT(outcome.out, HasSubstr("* the best that keeps the limits"));
  EXPECT_THAT(outcome.out, HasSubstr("/front.json, report.html"));
  const Json json = front("found");
  EXPECT_EQ(json["space"], "fashion");
  EXPECT_EQ(json["limits"], Json::array({"latency_ms <= 0.115"}));
  EXPECT_EQ(json["seed"], 0);
  EXPECT_GT(json["evaluations"], 1000);
  const Space space = load_space("fashion");
  double last = 0;
  for (const Json& member : json["front"]) {
    EXPECT_EQ(to_text(space, arch_from_text(space, member["arch"])), member["arch"]);
    EXPECT_LE(member["latency_ms"], 0.115);
    EXPECT_GT(member["accuracy"], last);
    EXPECT_GT(member["macs"], 0);
    EXPECT_GT(member["params"], 0);
    EXPECT_GT(member["peak_activation_bytes"], 0);
    EXPECT_FALSE(member.contains("measured"));
    last = member["accuracy"];
  }
  EXPECT_EQ(json["best"], json["front"].size() - 1);
  const std::string page = read_file(path("found") + "/report.html", 100'000'000);
  EXPECT_TRUE(page.find(json["front"].back()["arch"]) != page.npos);
}

TEST_F(Search, SaysTheSameByYamlAndByFlags) {
  write_file(path("search.yaml"), "space: fashion\npredictor: " + path("p.safetensors") +
                                      "\ntables: {here: " + kTable +
                                      "}\nmaximise: accuracy\nminimise: here.latency_ms\n"
                                      "limits: [here.latency_ms <= 0.115, macs <= 4M]\n"
                                      "algorithm: {name: evolution, population: 20, "
                                      "generations: 5}\ncheck: 0\nseed: 3\n");
  const Outcome yaml =
      run_program("search --config " + path("search.yaml") + " --out " + path("yaml"));
  ASSERT_EQ(yaml.exit_code, 0) << yaml.err;
  const Outcome flags = run(
      "--maximise accuracy --minimise here.latency_ms --max here.latency_ms=0.115 --max macs=4M "
      "--algorithm evolution --population 20 --generations 5 --seed 3 --out " +
      path("flags"));
  ASSERT_EQ(flags.exit_code, 0) << flags.err;
  EXPECT_EQ(front("yaml"), front("flags"));
  EXPECT_EQ(read_file(path("yaml") + "/search.yaml", 10'000),
            read_file(path("flags") + "/search.yaml", 10'000));
}

TEST_F(Search, FindsTheSameOnAnyNumberOfThreads) {
  ASSERT_EQ(run("--max latency_ms=0.1 --threads 1 --out " + path("one")).exit_code, 0);
  ASSERT_EQ(run("--max latency_ms=0.1 --threads 2 --out " + path("two")).exit_code, 0);
  EXPECT_EQ(front("one"), front("two"));
}

TEST_F(Search, RefusesWhatNoArchKeeps) {
  EXPECT_THAT(refusal("--max latency_ms=0.01", 3),
              HasSubstr("no arch meets latency_ms <= 0.0100; the least is 0.0"));
  EXPECT_THAT(refusal("--max macs=1.2M", 3), HasSubstr("at resolution"));
  EXPECT_THAT(refusal("--max macs=3M --min macs=4M", 3),
              HasSubstr("limits contradict each other: macs >= 4.00M and macs <= 3.00M"));
  EXPECT_THAT(refusal("--min accuracy=99%", 3),
              HasSubstr("no arch was found that keeps all limits; the nearest: "));
  EXPECT_THAT(refusal("--max latency_ms=0.06 --min macs=12M", 3),
              HasSubstr("no arch keeps both latency_ms <= 0.0600 and macs >= 12.00M; within the "
                        "first, macs comes to "));
}

TEST_F(Search, NamesWhatIsMisspelt) {
  EXPECT_THAT(refusal("--max latency_m=0.1", 2), HasSubstr("did you mean latency_ms?"));
  EXPECT_THAT(refusal("--maximise acuracy", 2), HasSubstr("did you mean accuracy?"));
  EXPECT_THAT(refusal("--max latency_ms=fast", 2), HasSubstr("--max: expected METRIC=VALUE, got"));
  EXPECT_THAT(refusal("--algorithm nsga", 2), HasSubstr("--algorithm: "));
  EXPECT_THAT(refusal("--set algorithm.generation=3", 1), HasSubstr("generations"));
  EXPECT_THAT(refusal("--table a.json", 2), HasSubstr("NAME=FILE"));
  EXPECT_THAT(
      refusal("--set 'tables={../x: " + std::string(kTable) + "}' --table ../y=" + kTable, 2),
      HasSubstr("expected a name of letters, digits, _ and -"));
  EXPECT_THAT(refusal("--minimise latency_ms,macs,params,peak_activation_bytes", 2),
              HasSubstr("expected 1 to 4 metrics in all, got 5"));
  EXPECT_THAT(refusal("--minimise accuracy", 2), HasSubstr("accuracy is named twice"));
}

TEST_F(Search, RefusesWhatIsOfAnotherSpace) {
  const std::string table = "latency_tables/mobilenet_v3@this-machine-openvino-fp32-t1.json";
  const auto error = [&](const std::string& flags) {
    const Outcome outcome = run_program("search " + flags + " --out " + path("refused"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_FALSE(fs::exists(path("refused")));
    return outcome.err;
  };
  const std::string predictor = " --predictor " + path("p.safetensors");
  EXPECT_THAT(error("--space fashion" + predictor + " --table " + table),
              HasSubstr("mobilenet_v3"));
  EXPECT_THAT(error("--space mobilenet_v3" + predictor + " --table " + table),
              HasSubstr("p.safetensors"));
}

TEST_F(Search, RefusesScoresThatAreNoNumbers) {
  PredictorParts broken = *parts_;
  for (auto& layers : broken.members)
    for (auto& layer : layers) layer.bias.assign(layer.bias.size(), NAN);
  save_predictor(broken, path("p.safetensors"));
  EXPECT_THAT(refusal("", 1), HasSubstr("p.safetensors"));
}

TEST_F(Search, LeavesAloneWhatIsThere) {
  fs::create_directories(path("there"));
  const Outcome outcome = run("--out " + path("there"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("there exists; choose another folder, or go on with: ofa "
                                     "search --resume "));
  EXPECT_TRUE(fs::is_empty(path("there")));
}

// With kill -9, wherever it is by then.
TEST_F(Search, FindsTheSameWhenItWasKilled) {
  const std::string much = "--max latency_ms=0.115 --generations 800 --out ";
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(run(much + path("whole")).exit_code, 0);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  int killed = 0;
  for (const double part : {0.3, 0.5, 0.7, 0.9}) {
    fs::remove_all(path("killed"));
    const Outcome outcome =
        run(much + path("killed"), fmt::format("timeout -s KILL {:.3f}", part * seconds));
    if (!fs::exists(path("killed") + "/search.yaml")) continue;
    killed += outcome.exit_code != 0;
    const Outcome resumed = run_program("search --resume " + path("killed"));
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(front("killed"), front("whole"));
  }
  EXPECT_GE(killed, 1);
}

TEST_F(Search, IsStoppedByAnInterruptAndGoesOn) {
  const std::string much = "--max latency_ms=0.115 --generations 300 --out ";
  const Outcome stopped = run(much + path("stopped"), "tests/tools/interrupt_once_written " +
                                                          path("stopped") + "/search.jsonl");
  EXPECT_THAT(stopped.err, HasSubstr("stopped; go on with: ofa search --resume "));
  const std::string resume = "search --resume " + path("stopped");
  const Outcome refused = run_program(resume + " --max macs=1M");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--max: --resume DIR goes on as DIR/search.yaml says"));
  const Outcome resumed = run_program(resume);
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  const Json found = front("stopped");
  EXPECT_THAT(run_program(resume).out, HasSubstr("stopped is finished: see "));
  EXPECT_EQ(Json::parse(run_program(resume + " --json").out)["front"], found["front"]);
  EXPECT_EQ(front("stopped"), found);
  EXPECT_THAT(run_program("search --resume " + path("none")).err, HasSubstr("search.yaml"));
}

// Within the two thousandths that the rounding of costs may hide.
TEST_F(Search, FindsExactlyWhereAllThatIsWantedAddsUp) {
  const auto best = [&](const std::string& algorithm) {
    const Outcome outcome = run("--maximise macs --max latency_ms=0.115 --algorithm " + algorithm +
                                " --out " + path(algorithm));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json found = front(algorithm);
    return found["front"][found["best"].get<size_t>()]["macs"].get<double>();
  };
  EXPECT_GE(best("exact"), best("nsga2"));
  EXPECT_THAT(refusal("--minimise peak_activation_bytes --algorithm exact", 2),
              HasSubstr("exact: expected predicted accuracy, and a metric that adds up"));
}

TEST_F(Search, NeedsNoPredictorWhereAccuracyIsNotAskedFor) {
  const Outcome outcome = run_program(
      "search --space fashion --maximise macs --minimise latency_ms --check 0 --table " +
      std::string(kTable) + " --out " + path("found"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_FALSE(front("found")["front"][0].contains("accuracy"));
  EXPECT_THAT(run_program("search --space fashion --out " + path("refused")).err,
              HasSubstr("accuracy: a predictor of it is required (--predictor FILE)"));
}

TEST_F(Search, IsTimed) {
  const Outcome outcome = run_program(
      "bench search --space fashion --json --seeds 2 --seed 5 --max latency_ms=0.1 "
      "--target 50% --predictor " +
      path("p.safetensors") + " --table " + kTable);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["format"], "ofa-bench-search/1");
  ASSERT_EQ(json["seeds"].size(), 2);
  EXPECT_EQ(json["seeds"][1]["seed"], 6);
  for (const Json& seed : json["seeds"]) {
    EXPECT_GT(seed["evaluations"], 0);
    EXPECT_LE(seed["seconds_to_target"], seed["seconds"]);
    EXPECT_GT(seed["best"], 0.5);
  }
  const Outcome vain = run_program(
      "bench search --space fashion --seeds 1 --evaluations 2000 --target 99% --predictor " +
      path("p.safetensors") + " --table " + kTable);
  EXPECT_THAT(vain.out, HasSubstr("seconds to target"));
  EXPECT_THAT(vain.out, Not(HasSubstr("nan")));
}

TEST_F(Search, ExplainsWhatItFound) {
  const Outcome outcome = run_program("explain random:1 --json --predictor " +
                                      path("p.safetensors") + " --table " + kTable);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["format"], "ofa-explanation/1");
  EXPECT_GT(json["neighbours"].size(), 5);
  for (const Json& neighbour : json["neighbours"]) EXPECT_NE(neighbour["arch"], json["arch"]);
  const Outcome text = run_program("explain random:1 --predictor " + path("p.safetensors"));
  EXPECT_THAT(text.out, HasSubstr("choice"));
  EXPECT_THAT(text.out, HasSubstr("of the front's "));
}

}  // namespace
}  // namespace ofa
