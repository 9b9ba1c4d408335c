#include <gmock/gmock.h>

#include "core/file.h"
#include "core/statistics.h"
#include "tests/tools/program.h"
#include "tests/tools/report_testing.h"
#include "tools/report/report_data.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Report : public testing::Test {
 protected:
  Json data(const std::string& folder) const { return report_data(find_sources(folder)); }
  Json data() const { return data(folders_.search()); }
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
  EXPECT_EQ(best["noise"]["latency_ms"], measured["latency_ms"]["noise"]);
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

}  // namespace
}  // namespace ofa
