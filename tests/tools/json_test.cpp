// docs/json.md says of every --json what is in it; here the program prints it.
#include <gmock/gmock.h>

#include <fstream>

#include "latency/table_json.h"
#include "search/front.h"
#include "search/set_up.h"
#include "tests/data/data_testing.h"
#include "tests/tools/command_tree.h"
#include "tests/tools/documented_json.h"
#include "tests/tools/made_up_predictor.h"
#include "tests/tools/program.h"
#include "tools/measure_text.h"
#include "tools/program.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTable = "latency_tables/fashion@this-machine-openvino-fp32-t1.json";

class JsonOf : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  static Json run(const std::string& arguments, int exit_code = 0) {
    const Outcome outcome = run_program(arguments + " --json");
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    const Json json = Json::parse(outcome.out, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(json.is_object()) << arguments << "\n" << outcome.out;
    return json;
  }
  static void expect_documented(const std::string& format, const std::vector<Json>& outputs) {
    EXPECT_EQ(undocumented(format, outputs), "") << format;
    EXPECT_EQ(unseen(format, outputs), "") << format;
  }
  // A table whose correction is newer than its blocks.
  std::string recorrected() const {
    Table table = load_table(source_dir() / kTable);
    table.correction.measured = "2030-01-01";
    save_table(table, path("recorrected.json"));
    return path("recorrected.json");
  }
  std::string predictor() const {
    save_predictor(made_up_predictor(load_space("fashion")), path("p.safetensors"));
    return " --predictor " + path("p.safetensors") + " --table " + kTable;
  }

  TempFolder folder_;
};

TEST_F(JsonOf, DescribedSpaces) {
  expect_documented("ofa-space-description/1",
                    {run("describe fashion"), run("describe mobilenet_v1"),
                     run("describe tests/trained/fashion")});
}

TEST_F(JsonOf, DescribedArchs) {
  const std::string min = "describe fashion --arch min";
  expect_documented("ofa-arch-description/1", {run(min), run(min + " --table " + kTable),
                                               run(min + " --table " + recorrected())});
}

TEST_F(JsonOf, BenchLoad) {
  write_image_folder(folder_ / "photos", 20, 90, 120);
  expect_documented("ofa-bench-load/1", {run("bench load " + path("photos") + " --images 40")});
  expect_documented("ofa-bench-load-pack/1",
                    {run("bench load " + path("photos") + " --pack --side 64 --images 80")});
}

TEST_F(JsonOf, BenchSearch) {
  const std::string once = "bench search --space fashion --seeds 1 --evaluations 200" + predictor();
  expect_documented("ofa-bench-search/1", {run(once), run(once + " --target 50%")});
}

TEST_F(JsonOf, Packs) {
  write_image_folder(folder_ / "photos", 20, 90, 120);
  const std::string pack = path("a.pack");
  expect_documented("ofa-pack-report/1", {run("pack " + path("photos") + " --out " + pack)});
  const Json whole = run("pack --check " + pack);
  std::fstream file(pack, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(pack) / 2));
  file.write("damage", 6);
  file.close();
  expect_documented("ofa-pack-check/1", {whole, run("pack --check " + pack, 3)});
}

TEST_F(JsonOf, MeasurePlans) {
  expect_documented("ofa-measure-plan/1", {run("measure fashion --dry-run")});
}

// What takes a measurement, from what makes the JSON.
TEST_F(JsonOf, Tables) {
  const Table table = load_table(source_dir() / kTable);
  Table unknown = table;
  unknown.quality.reset();
  expect_documented("ofa-table-report/1",
                    {written_table_json(table, kTable), written_table_json(unknown, kTable)});
  TableCheck check;
  check.rows.push_back({"28/16:k3e2", 1, 2});
  check.differences = {"cores: 2, here 4"};
  expect_documented("ofa-table-check/1", {to_json(check)});
}

// Of a search without a run; and with all that a machine can measure.
TEST_F(JsonOf, Fronts) {
  const std::string flags = predictor();
  const std::string few = "search --space fashion --check 0 --population 8 --generations 2 --out ";
  const Json found = run(few + path("found") + flags);
  const Json bare = run(few + path("bare") + " --maximise macs --minimise params");
  const SearchConfig config = resolved({.space = "fashion",
                                        .predictor = path("p.safetensors"),
                                        .tables = {{"here", (source_dir() / kTable).string()}}});
  const auto set_up = set_up_search(config, load_space("fashion"), nullptr);
  Front front{.config = config, .space = "fashion"};
  for (const Metric& metric : set_up->problem.metrics) front.metrics.push_back(metric.name);
  FrontMember& member = front.members.emplace_back();
  member.candidate = {max_arch(set_up->space), std::vector<double>(front.metrics.size(), 1)};
  member.measured.emplace();
  member.measured->accuracy.emplace();
  member.measured->test_accuracy = 0.9;
  member.measured->latencies.push_back({"latency_ms", 1, 2, 0.01});
  front.members.push_back(member);  // tied
  const Json measured = to_json(*set_up, front);
  expect_documented("ofa-front/1", {found, bare, measured});
}

TEST_F(JsonOf, Explanations) {
  expect_documented("ofa-explanation/1",
                    {run("explain random:1" + predictor()),
                     run("explain random:1 --predictor " + path("p.safetensors"))});
}

// Whoever adds --json to a command adds its format here.
TEST(JsonFormats, AreAllDocumented) {
  std::set<std::string> documented, formats{"ofa-accuracies/1",
                                            "ofa-arch-description/1",
                                            "ofa-bench-load-pack/1",
                                            "ofa-bench-load/1",
                                            "ofa-bench-model/1",
                                            "ofa-bench-search/1",
                                            "ofa-bench-step/1",
                                            "ofa-comparison/1",
                                            "ofa-demo/1",
                                            "ofa-explanation/1",
                                            "ofa-export/1",
                                            "ofa-exports/1",
                                            "ofa-front/1",
                                            "ofa-labels/1",
                                            "ofa-measure-plan/1",
                                            "ofa-pack-check/1",
                                            "ofa-pack-report/1",
                                            "ofa-predictor-quality/1",
                                            "ofa-proof/1",
                                            "ofa-space-description/1",
                                            "ofa-table-check/1",
                                            "ofa-table-report/1"};
  std::string commands;
  for (const auto& [format, rows] : documented_formats()) documented.insert(format);
  EXPECT_EQ(documented, formats);
  std::stringstream text;
  text << std::ifstream(source_dir() / "docs/json.md").rdbuf();
  const auto program = make_program();
  for (const Command& command : all_commands(*program)) {
    if (command.app->get_option_no_throw("--json") == nullptr) continue;
    EXPECT_THAT(text.str(), testing::HasSubstr("`" + command.line)) << "nothing of its --json";
  }
}

}  // namespace
}  // namespace ofa
