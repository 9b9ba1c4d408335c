#include <gmock/gmock.h>

#include <filesystem>

#include "core/file.h"
#include "io/folders.h"
#include "tests/error_of.h"
#include "tests/tools/comparison_testing.h"
#include "tests/tools/program.h"
#include "tools/report/comparison.h"

namespace ofa {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Comparison : public testing::Test {
 protected:
  std::string make(const std::string& name, const MadeRun& run = {}) const {
    return folders_.make(name, run);
  }
  static Json compare(const std::vector<std::string>& folders) {
    return comparison_data({folders.begin(), folders.end()});
  }
  static std::string refusal(const std::vector<std::string>& folders) {
    return error_of([&] { compare(folders); });
  }

  const ComparedFolders folders_;
};

TEST_F(Comparison, TellsWhatRunsReached) {
  const Json data = compare({make("a"), make("b", {.set = {"optimizer.lr=0.1"}, .largest = 0.9})});
  EXPECT_EQ(data["format"], "ofa-comparison/1");
  const Json &a = data["runs"][0], &b = data["runs"][1];
  EXPECT_EQ(a["name"], "a");
  EXPECT_EQ(a["space"], "fashion");
  EXPECT_EQ(a["budget"], "8m");
  EXPECT_EQ(a["steps"], 1000);
  EXPECT_EQ(a["planned_steps"], 1000);
  EXPECT_EQ(a["end"]["step"], 1000);
  EXPECT_NEAR(a["end"]["largest"], 0.91, 1e-3);
  EXPECT_NEAR(b["end"]["largest"], 0.90, 1e-3);
  EXPECT_NEAR(a["end"]["random_median"], 0.898, 1e-3);
  EXPECT_NEAR(a["end"]["smallest"], 0.88, 1e-3);
  EXPECT_NEAR(a["end"]["gap"], 0.03, 1e-3);
  EXPECT_EQ(a["training"]["evaluations"][0]["images"], 5000);
  EXPECT_EQ(a["health"], (Json{{{"from", 200}, {"remarks", {"smallest starves: sample min"}}},
                               {{"from", 600}, {"remarks", {"converging"}}}}));
}

// As the trainer keeps weights: by the mean of largest and smallest, the first of equals.
TEST_F(Comparison, CallsBestWhatTheRunKeeps) {
  const std::string run = make("a");
  const auto line = [](int step, double min, double max) {
    return fmt::format(R"({{"step":{},"phase":"all","evaluation":{{"archs":[{{"name":"min",)"
                       R"("top1":{}}},{{"name":"max","top1":{}}}],"health":[]}}}})"
                       "\n",
                       step, min, max);
  };
  folders_.write("a/metrics.jsonl", line(1, 0.5, 0.75) + line(2, 0.75, 0.75) +
                                        line(3, 0.625, 0.875) + line(4, 0.5, 0.9));
  const Json data = compare({run, make("b")})["runs"][0];
  EXPECT_EQ(data["best"], (Json{{"step", 2}, {"largest", 0.75}, {"smallest", 0.75}}));
  EXPECT_EQ(data["end"]["step"], 4);
  EXPECT_FALSE(data.contains("seconds"));  // no record told a pace
}

// A network that is not yet narrow is not kept, however well it does.
TEST_F(Comparison, CallsBestWhatAPruningSaysItKeeps) {
  const std::string run = make("a");
  const auto line = [](int step, double top1, bool kept) {
    return fmt::format(R"({{"step":{},"phase":"prune","kept":{},"evaluation":{{"archs":[{{"name":)"
                       R"("max","top1":{}}}],"health":[]}}}})"
                       "\n",
                       step, kept, top1);
  };
  folders_.write("a/metrics.jsonl", line(1, 0.9, false) + line(2, 0.7, true) + line(3, 0.75, true) +
                                        line(4, 0.6, false));
  const Json data = compare({run, make("b")})["runs"][0];
  EXPECT_EQ(data["best"], (Json{{"step", 3}, {"largest", 0.75}}));
}

TEST_F(Comparison, TellsHowARunIsMadeAgain) {
  const std::string a = make("a"), b = make("b", {.set = {"init.from=some/cut"}});
  Json description = folders_.description("b");
  const Space space = read_run_description(b).space;
  description["arch"] = to_json(space, max_arch(space));
  folders_.write("b/run.json", description.dump());
  const Json commands = with_origin(compare({a, b}))["commands"];
  EXPECT_EQ(commands[0]["command"], "ofa train " + a + "/config.yaml --out again/a");
  EXPECT_EQ(commands[1]["command"], "ofa finetune some/cut " + b + "/config.yaml --out again/b");
}

TEST_F(Comparison, CountsTimeWithoutPauses) {
  const Json a = compare({make("a"), make("b")})["runs"][0];
  EXPECT_EQ(a["images_per_step"], 128);
  EXPECT_EQ(a["images"], 128'000);
  EXPECT_NEAR(a["seconds"], 100 + 5 * 2, 1e-6);
  EXPECT_NEAR(a["images_per_s"], 1280, 1e-6);
  const Json& evaluations = a["training"]["evaluations"];
  EXPECT_NEAR(evaluations[0]["seconds"], 20, 1e-6);
  EXPECT_NEAR(evaluations[4]["seconds"], 100 + 4 * 2, 1e-6);
  EXPECT_NEAR(a["training"]["steps"][19]["seconds"], 100 + 4 * 2, 1e-6);
}

TEST_F(Comparison, TellsOnlyKeysThatDiffer) {
  const Json data = compare({make("a"), make("b", {.set = {"seed=3", "phases.0.distill=null"}})});
  EXPECT_EQ(data["differences"],
            (Json{{{"key", "seed"}, {"values", {"0", "3"}}},
                  {{"key", "phases.0.distill"}, {"values", {"{teacher: max}", "null"}}}}));
}

TEST_F(Comparison, GroupsRunsThatDifferInTheirSeed) {
  const std::string a = make("a", {.largest = 0.91});
  const std::string other = make("other", {.set = {"optimizer.lr=0.1"}});
  const std::string b = make("b", {.set = {"seed=1", "checkpoint.every=5s"},
                                   .steps = 900,
                                   .largest = 0.93,
                                   .fingerprint = "f1"});
  const std::string c = make("c", {.set = {"seed=2"}, .largest = 0.92, .fingerprint = "f2"});
  const Json data = compare({a, other, b, c});
  ASSERT_EQ(data["groups"].size(), 2);
  const Json& group = data["groups"][0];
  EXPECT_EQ(group["runs"], (Json{0, 2, 3}));
  EXPECT_EQ(group["seeds"], (Json{0, 1, 2}));
  EXPECT_EQ(group["end"]["largest"]["median"], data["runs"][3]["end"]["largest"]);
  EXPECT_EQ(group["end"]["largest"]["least"], data["runs"][0]["end"]["largest"]);
  EXPECT_EQ(group["end"]["largest"]["most"], data["runs"][2]["end"]["largest"]);
  EXPECT_EQ(group["steps"]["least"], 900);
  EXPECT_EQ(data["groups"][1]["runs"], Json{1});
  EXPECT_THAT(data["notes"],
              ElementsAre("the same images, but others of them held out for validation: a, other "
                          "| b | c"));
}

TEST_F(Comparison, SaysWhoHasNotEnded) {
  const std::string a = make("a"), b = make("b", {.steps = 5000, .evaluations = 50});
  const std::string metrics = read_file(b + "/metrics.jsonl", 10'000'000);
  folders_.write("b/metrics.jsonl", metrics.substr(0, metrics.find("{\"step\":2050")));
  EXPECT_THAT(compare({a, b})["notes"], ElementsAre("b has not ended: 2,000 of 5,000 steps"));
  EXPECT_EQ(compare({a, b})["runs"][1]["end"]["step"], 2000);
}

// Steps that were written, not found by a budget, are part of the recipe.
TEST_F(Comparison, GroupsNoOtherRecipes) {
  const std::string a = make("a", {.set = {"budget=null"}});
  const std::string b = make("b", {.set = {"budget=null", "seed=1"}, .steps = 900});
  EXPECT_EQ(compare({a, b})["groups"].size(), 2);
}

TEST_F(Comparison, SaysWhereDataOrSpacesDiffer) {
  const std::string a = make("a"), b = make("b", {.fingerprint = "other"});
  EXPECT_THAT(compare({a, b})["notes"],
              ElementsAre("different data, on which accuracies mean different things: a | b"));
  EXPECT_EQ(compare({a, b})["groups"].size(), 2);
  std::string space = read_file(b + "/space.yaml", kMaxJsonBytes);
  space.replace(space.find("160"), 3, "128");
  folders_.write("b/space.yaml", space);
  EXPECT_THAT(compare({a, b})["notes"][0].get<std::string>(), HasSubstr("different spaces"));
}

TEST_F(Comparison, NamesRunsByWhatTellsThemApart) {
  const auto names_of = [&](const std::vector<std::string>& folders) {
    std::vector<std::string> names;
    const Json comparison = compare(folders);
    for (const Json& run : comparison["runs"]) names.push_back(run["name"]);
    return names;
  };
  const std::string a = make("x/run"), b = make("y/run"), c = make("c");
  EXPECT_THAT(names_of({a + "/", c}), ElementsAre("run", "c"));
  EXPECT_THAT(names_of({a, b}), ElementsAre("x/run", "y/run"));
}

TEST_F(Comparison, ReadsWhatOtherVersionsConfigured) {
  const std::string a = make("a"), b = make("b");
  folders_.write("b/config.yaml", "seed: 0\nmagic: 7\ndata: {batch: 64}\n");
  const Json data = compare({a, b});
  EXPECT_THAT(data["notes"], ElementsAre(HasSubstr("b/config.yaml:2: magic: unknown key")));
  EXPECT_EQ(data["runs"][1]["images_per_step"], 64);
  std::vector<std::string> keys;
  for (const Json& difference : data["differences"]) keys.push_back(difference["key"]);
  EXPECT_THAT(keys, Contains("magic"));
  EXPECT_THAT(keys, Not(Contains("seed")));
}

TEST_F(Comparison, RefusesWhatIsNoRunToCompare) {
  const std::string a = make("a"), b = make("b"), none = folders_.path("none");
  EXPECT_EQ(refusal({a, none}), none + ": not found");
  EXPECT_EQ(refusal({a, b + "/../a/"}), a + " and " + b + "/../a/ are the same run; name it once");
  folders_.write("b/config.yaml", "seed: 0\nmagic");
  EXPECT_THAT(refusal({a, b}), HasSubstr("b/config.yaml"));
  std::filesystem::remove(b + "/config.yaml");
  EXPECT_EQ(refusal({a, b}), b + " was not trained here: it has no config.yaml");
  std::filesystem::remove(b + "/run.json");
  EXPECT_EQ(refusal({a, b}), b + " is no run: it has no run.json");
  folders_.write("b/front.json", "{}");
  EXPECT_THAT(refusal({a, b}), HasSubstr(b + " is a search, and runs are what can be compared"));
}

TEST_F(Comparison, RefusesRunsWithoutAnEvaluation) {
  const std::string a = make("a"), b = make("b", {.steps = 5000, .evaluations = 0});
  folders_.write("b/metrics.jsonl", read_file(b + "/metrics.jsonl", 10'000'000).substr(0, 2000));
  EXPECT_THAT(refusal({a, b}), HasSubstr(" of 5,000 steps; leave it out until it has"));
  std::filesystem::remove(b + "/metrics.jsonl");
  EXPECT_EQ(refusal({a, b}),
            b + " has no evaluation yet, after 0 of 5,000 steps; leave it out until it has");
}

TEST_F(Comparison, IsMadeByTheProgram) {
  const std::string a = make("a"), b = make("b", {.set = {"seed=1"}, .fingerprint = "f1"});
  const std::string out = folders_.path("page.html"), both = "report " + a + " " + b;
  const Outcome page = run_program(both + " --out " + out);
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_EQ(page.out, "wrote " + out + "\n");
  EXPECT_THAT(page.err, HasSubstr("warning: the same images, but others of them held out"));
  EXPECT_THAT(read_file(out, 20'000'000), HasSubstr("</html>"));

  const Outcome json = run_program(both + " --json");
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_EQ(Json::parse(json.out), compare({a, b}));
  EXPECT_EQ(run_program(both).exit_code, 2);
  EXPECT_EQ(run_program("report " + a + " --json").exit_code, 2);
  EXPECT_EQ(run_program(both + " " + a + " --json").exit_code, 1);
}

}  // namespace
}  // namespace ofa
