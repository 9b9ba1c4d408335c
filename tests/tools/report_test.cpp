#include <gmock/gmock.h>

#include <algorithm>

#include "core/file.h"
#include "core/statistics.h"
#include "graph/cost.h"
#include "latency/table_json.h"
#include "space/arch_json.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/error_of.h"
#include "tests/tools/program.h"
#include "tests/tools/report_testing.h"
#include "tools/report/network_data.h"
#include "tools/report/page.h"
#include "tools/report/report_data.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Report : public testing::Test {
 protected:
  Json data(const std::string& folder) const { return report_data(find_sources(folder)); }
  Json data() const { return data(folders_.search()); }
  std::string error() const {
    return error_of([this] { data(); });
  }
  std::string error_with(const std::function<void(Json&)>& change) const {
    Json front = folders_.front();
    change(front);
    folders_.write_front(front);
    return error();
  }

  ReportFolders folders_;
};

TEST_F(Report, HoldsTheFront) {
  const Json front = folders_.front(), search = data()["search"];
  ASSERT_EQ(search["members"].size(), front["front"].size());
  EXPECT_GT(front["front"].size(), 5);
  for (size_t i = 0; i < front["front"].size(); ++i) {
    const Json &member = front["front"][i], &shown = search["members"][i];
    EXPECT_EQ(shown["arch"], member["arch"]);
    for (const char* metric : {"accuracy", "latency_ms", "macs"})
      EXPECT_EQ(shown["values"][metric].get<double>(), member[metric].get<double>());
    EXPECT_EQ(shown.contains("measured"), member.contains("measured"));
  }
  const Json best = search["members"][search["best"].get<size_t>()]["measured"];
  const Json measured = front["front"][front["best"].get<size_t>()]["measured"];
  EXPECT_EQ(best["values"]["latency_ms"], measured["latency_ms"]["measured"]);
  EXPECT_EQ(best["predicted"]["latency_ms"], measured["latency_ms"]["predicted"]);
  EXPECT_DOUBLE_EQ(best["noise"]["latency_ms"], measured["latency_ms"]["measured"].get<double>() *
                                                    measured["latency_ms"]["noise"].get<double>());
  EXPECT_EQ(best["test_accuracy"], measured["test_accuracy"]);
  EXPECT_EQ(search["limits"][0],
            (Json{{"metric", "latency_ms"}, {"at_most", true}, {"value", 0.15}}));
  EXPECT_EQ(search["metrics"][0], "accuracy");
  EXPECT_EQ(search["metrics"][1], "latency_ms");
  EXPECT_EQ(search["progress"].size(), 21);
}

TEST_F(Report, CallsTheOnlyTableWhatTheSearchDoes) {
  const std::string yaml = folders_.search() + "/search.yaml";
  Json front = folders_.front();
  front["limits"] = {"here.latency_ms <= 0.15"};
  folders_.write_front(front);
  EXPECT_EQ(data()["search"]["limits"][0]["metric"], "latency_ms");
  EXPECT_EQ(data()["search"]["objectives"][1]["metric"], "latency_ms");
}

TEST_F(Report, DrawsNetworksWhoseBlocksAddUp) {
  const Json all = data();
  std::vector<std::string> names;
  for (const Json& network : all["networks"]) {
    names.push_back(network["name"]);
    const Json& member = all["search"]["members"][network["member"].get<size_t>()];
    EXPECT_EQ(network["arch"], member["arch"]);
    double ms = network["rest_ms"]["latency_ms"], macs = 0;
    for (const Json& block : network["blocks"]) {
      ms += block["ms"]["latency_ms"].get<double>();
      macs += block["macs"].get<double>();
    }
    EXPECT_NEAR(ms, member["values"]["latency_ms"], 1e-9);
    EXPECT_EQ(macs, member["values"]["macs"]);
  }
  EXPECT_THAT(names, ElementsAre("best", "middle", "least"));
}

TEST_F(Report, RecountsATablesErrorFromItsPoints) {
  const Json table = data()["tables"].at(0);
  std::vector<double> measured, predicted;
  for (const Json& network : table["networks"]) {
    if (network["role"] != "structured") continue;
    measured.push_back(network["ms"]);
    predicted.push_back(network["predicted"]);
  }
  EXPECT_EQ(measured.size(), table["quality"]["structured"]["networks"]);
  EXPECT_NEAR(mean_relative_error(measured, predicted), table["quality"]["structured"]["error"],
              1e-4);
}

TEST_F(Report, HoldsTheCurvesOfItsRun) {
  const Json training = data()["training"];
  EXPECT_EQ(training["steps"].size(), 40);  // what a kill left of a last line does not count
  EXPECT_EQ(training["steps"].back()["step"], 2000);
  EXPECT_FALSE(training["steps"][0].contains("soft"));
  EXPECT_TRUE(training["steps"].back().contains("soft"));
  ASSERT_EQ(training["phases"].size(), 3);
  EXPECT_EQ(training["phases"][1], (Json{{"name", "depth 1"}, {"first", 1000}, {"last", 1100}}));
  EXPECT_EQ(training["evaluations"].back()["accuracies"]["max"], 0.91);
  EXPECT_EQ(data(folders_.run())["training"], training);
}

TEST_F(Report, ThinsLongCurves) {
  std::string lines;
  for (int step = 1; step <= 10'000; ++step)
    lines += Json{{"step", step}, {"phase", "all"}, {"loss", 1},
                  {"hard", 1},    {"lr", 1},        {"grad_norm", 1}}
                 .dump() +
             "\n";
  folders_.write("run/metrics.jsonl", lines);
  const Json steps = data()["training"]["steps"];
  EXPECT_LE(steps.size(), 3000);
  EXPECT_GT(steps.size(), 1500);
  EXPECT_GT(steps.back()["step"], 9990);
}

TEST_F(Report, CountsTheLastTimeOfASearchThatWasResumed) {
  std::string lines;
  for (const int number : {0, 1, 2, 0, 1})
    lines += Json{{"generation", number},
                  {"evaluations", 10 * number},
                  {"hypervolume", 0.5},
                  {"best", nullptr}}
                 .dump() +
             "\n";
  folders_.write("run/search/search.jsonl", lines);
  const Json progress = data()["search"]["progress"];
  ASSERT_EQ(progress.size(), 2);
  EXPECT_EQ(progress[1]["generation"], 1);
}

TEST_F(Report, SaysWhatItCouldNotFind) {
  std::filesystem::remove(folders_.table());
  folders_.write("run/predictor.safetensors", "nothing of the kind");
  const Json all = data();
  EXPECT_THAT(all["notes"],
              ElementsAre(HasSubstr("table.json: not found"), HasSubstr("predictor.safetensors")));
  EXPECT_TRUE(all["tables"].empty());
  EXPECT_FALSE(all.contains("predictor"));
  EXPECT_EQ(all["networks"].size(), 3);
  EXPECT_TRUE(all["networks"][0]["rest_ms"].empty());

  std::filesystem::remove(folders_.run() + "/run.json");
  EXPECT_FALSE(data().contains("networks"));
  std::filesystem::remove(folders_.search() + "/search.yaml");
  EXPECT_THAT(data()["notes"], ElementsAre(HasSubstr("search.yaml: not found")));
}

TEST_F(Report, NamesWhatIsNoReport) {
  EXPECT_THAT(error_of([&] { data(folders_.path("none")); }),
              HasSubstr("none: neither a search (front.json) nor a run (run.json)"));
  std::filesystem::remove(folders_.search() + "/front.json");
  EXPECT_THAT(error(),
              HasSubstr("search: the search has no front yet; go on with: ofa search --resume"));
}

TEST_F(Report, NamesWhatIsWrongWithAFront) {
  const Json whole = folders_.front();
  const auto error_after = [&](const std::function<void(Json&)>& change) {
    folders_.write_front(whole);
    return error_with(change);
  };
  EXPECT_THAT(error_after([](Json& json) { json["format"] = "ofa-front/2"; }),
              HasSubstr("front.json: format: expected ofa-front/1, got ofa-front/2"));
  EXPECT_THAT(error_after([](Json& json) { json["front"] = Json::array(); }),
              HasSubstr("front.json: front: expected members, got none"));
  EXPECT_THAT(error_after([](Json& json) { json["best"] = 1000; }),
              HasSubstr("front.json: best: expected a whole number of 0 .."));
  EXPECT_THAT(error_after([](Json& json) { json["front"][2].erase("macs"); }),
              HasSubstr("front.json: front[2]: macs is missing"));
  EXPECT_THAT(error_after([](Json& json) { json["front"][2]["macs"] = nullptr; }),
              HasSubstr("front.json: front[2]: macs: expected a number"));
  EXPECT_THAT(
      error_after([](Json& json) { json["front"][1]["arch"] = "28/24:k9e4/32:k3e4/64:k5e4"; }),
      HasSubstr("front.json: front[1]: "));
  EXPECT_THAT(error_after([](Json& json) { json["front"][0]["measured"].erase("accuracy_noise"); }),
              HasSubstr("front.json: front[0]: measured: accuracy_noise is missing"));
  EXPECT_THAT(error_after([](Json& json) { json["limits"] = {"joy >= 1"}; }),
              HasSubstr("front.json: limits[0]: no member has a metric joy"));
  EXPECT_THAT(error_after([](Json& json) { json["limits"] = {"joy"}; }),
              HasSubstr("expected METRIC <= VALUE"));
  folders_.write("run/search/front.json", "{");
  EXPECT_THAT(error(), HasSubstr("front.json: not JSON"));
}

TEST_F(Report, NamesTheLineThatIsBroken) {
  folders_.write("run/search/search.jsonl", "{\"generation\": 0}\n");
  EXPECT_THAT(error(), HasSubstr("search.jsonl:1: best is missing"));
  folders_.write("run/search/search.jsonl", "");
  folders_.write("run/metrics.jsonl", "{\"step\": 1, \"phase\": \"a\", \"loss\": null}\n");
  EXPECT_THAT(error(), HasSubstr("metrics.jsonl:1: loss: expected a number"));
  folders_.write("run/metrics.jsonl", "\n");
  EXPECT_THAT(error(), HasSubstr("metrics.jsonl:1: not JSON"));
}

TEST_F(Report, TellsCommandsThatTheProgramKnows) {
  const Json commands = data()["commands"];
  EXPECT_EQ(commands.size(), 7);
  std::string all;
  for (const Json& command : commands) all += command["command"].get<std::string>() + "\n";
  EXPECT_THAT(all, HasSubstr("ofa measure fashion --resolutions 24 28 --runtime openvino "
                             "--precision fp32 --threads 1"));
  EXPECT_THAT(all, HasSubstr("ofa search --config " + folders_.search() +
                             "/search.yaml --out again/search\n"));
  EXPECT_THAT(all, HasSubstr("--samples 200"));
  EXPECT_THAT(all, HasSubstr(data()["networks"][0]["arch"]));
}

TEST_F(Report, IsWrittenByTheProgram) {
  std::filesystem::remove(folders_.table());
  const std::string out = folders_.path("report.html");
  const Outcome outcome = run_program("report " + folders_.search() + " --out " + out);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "wrote " + out + "\n");
  EXPECT_THAT(outcome.err, HasSubstr("warning: left out: " + folders_.table() + ": not found"));
  EXPECT_THAT(read_file(out, 20'000'000), HasSubstr("</html>"));
  EXPECT_EQ(run_program("report " + folders_.search()).exit_code, 2);
  EXPECT_EQ(run_program("report " + folders_.path("") + " --out " + out).exit_code, 1);
}

class EverySpaceReported : public testing::TestWithParam<std::string> {
 protected:
  // A choice of a stage's block, as the arch's JSON has it: the block's own or the stage's; null
  // where it is fixed.
  static Json chosen(const Json& stage, size_t block, const char* choice) {
    if (stage.contains("blocks")) return stage["blocks"].at(block).value(choice, Json());
    return stage.value(choice, Json());
  }

  void expect_choices(const Arch& arch, const Json& network) const {
    std::map<int, std::vector<Json>> by_part;
    for (const Json& block : network["blocks"]) by_part[block["part"]].push_back(block);
    const Json stages = to_json(space_, arch).value("stages", Json::array());
    for (size_t i = 0; i < stages.size(); ++i) {
      const std::vector<Json>& blocks = by_part[space_.first_stage() + static_cast<int>(i)];
      for (size_t j = 0; j < blocks.size(); ++j)
        for (const char* choice : {"kernel", "expand"})
          if (const Json wanted = chosen(stages[i], j, choice); !wanted.is_null()) {
            EXPECT_EQ(blocks[j][choice], wanted) << to_text(space_, arch);
          }
    }
  }

  Space space_ = load_space(GetParam());
};

TEST_P(EverySpaceReported, ShowsEveryBlockAsItWasChosen) {
  for (const Arch& arch : {min_arch(space_), max_arch(space_), random_arch(space_, 1)}) {
    const Json network = network_data(space_, {}, to_text(space_, arch));
    const Graph graph = lower(space_, arch);
    ASSERT_EQ(network["blocks"].size(), graph.blocks.size());
    double macs = 0;
    for (const Json& block : network["blocks"]) macs += block["macs"].get<double>();
    EXPECT_EQ(macs, cost(graph).macs);
    expect_choices(arch, network);
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceReported, testing::ValuesIn(space_names()));

// What no block takes is in it, too: a negative constant, in one of them.
TEST(ReportedNetwork, AddsUpToWhatTablesPredict) {
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "latency_tables")) {
    const Table table = load_table(entry.path());
    const Space space = load_space(table.space);
    Arch arch = random_arch(space, 1);
    arch.resolution = table.resolutions.front();
    const Json network = network_data(space, {{"latency_ms", "", table}}, to_text(space, arch));
    double ms = network["rest_ms"]["latency_ms"];
    for (const Json& block : network["blocks"]) ms += block["ms"]["latency_ms"].get<double>();
    EXPECT_NEAR(ms, predict(table, lower(space, arch)).ms, 1e-9);
  }
}

TEST(Page, IsOneFileThatMayLoadNothing) {
  const std::string page = page_of(Json::object());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  std::string ours = page;
  const size_t plotly = ours.find("plotly.js v");
  ASSERT_NE(plotly, ours.npos);
  ours.erase(plotly, ours.find("</script>", plotly) - plotly);
  EXPECT_LT(ours.size(), 100'000);
  for (const char* loads :
       {"http:", "https:", "src=", "href=", "<link", "<img", "@import", "url(", "import("})
    EXPECT_THAT(ours, Not(HasSubstr(loads)));
}

TEST(Page, KeepsWhatDataSayInItsBlock) {
  const Json data{{"name", "</script><script>alert(1)</script><!-- {{plotly}} \xFF"}};
  const std::string page = page_of(data), start = "type=\"application/json\">";
  const auto count = [&](const std::string& text) {
    size_t found = 0;
    for (size_t at = page.find(text); at != page.npos; at = page.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("</script>"), 3);
  EXPECT_EQ(count("<script>"), 0);
  const size_t first = page.find(start) + start.size();
  const Json read = Json::parse(page.substr(first, page.find("</script>", first) - first));
  EXPECT_THAT(read["name"], HasSubstr("</script><script>alert(1)</script><!-- {{plotly}} "));
}

}  // namespace
}  // namespace ofa
