// What ofa measure takes and refuses before it measures anything.
#include <gmock/gmock.h>

#include "config/json.h"
#include "latency/table_json.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string error(const std::string& arguments) {
  const Outcome outcome = run_program("measure " + arguments);
  return std::to_string(outcome.exit_code) + " " + outcome.err;
}

TEST(MeasureOptions, TellOnADryRunWhatWouldBeDone) {
  const Outcome outcome = run_program("measure mobilenet_v3 --resolutions 224 --dry-run --json");
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["blocks"], 93);
  EXPECT_EQ(json["networks"], 104);
  EXPECT_GT(json["seconds"].get<double>(), 1);
}

TEST(MeasureOptions, AreNamedWhereTheyAreWrong) {
  EXPECT_THAT(error(""), HasSubstr("2 ofa: SPACE is required"));
  EXPECT_THAT(error("fashion"), HasSubstr("2 ofa: --runtime is required"));
  EXPECT_THAT(error("fashion --runtime openvin --out a.json"),
              HasSubstr("openvin: no such runtime; did you mean openvino?"));
  EXPECT_THAT(error("fashion --runtime onnxruntime --precision fp8 --out a.json"),
              HasSubstr("fp8: no such precision"));
  EXPECT_THAT(error("fashion --resolutions 25 --dry-run"),
              HasSubstr("2 ofa: resolution 25 is not among those of space fashion: 24 28"));
  EXPECT_THAT(error("mobilenet_v1 --resolutions 128 --dry-run"),
              HasSubstr("1 ofa: space mobilenet_v1 at resolution 128 has 4 networks"));
  EXPECT_THAT(error("--check nothing.json"), HasSubstr("1 ofa: nothing.json: no such file"));
}

// Whoever gives an option means it to do something.
TEST(MeasureOptions, ThatAreNotUsedAreRefused) {
  const auto refused = [](const std::string& mode, const std::string& option) {
    const std::string name = option.substr(0, option.find(' '));
    EXPECT_THAT(error(mode + " " + option),
                StartsWith("2 ofa: " + name + ": not with " +
                           mode.substr(mode.find("--"), mode.rfind(' ') - mode.find("--")) +
                           ", which takes SPACE, "));
  };
  for (const char* option :
       {"--threads 2", "--batch 4", "--precision int8", "--rounds 5000", "--seed 1", "--out a.json",
        "--runtime openvino", "--resume", "--resolutions 24"})
    refused("--check nothing.json", option);
  for (const char* option : {"--threads 2", "--json", "--rounds 9", "--out a.json", "--resume"})
    refused("fashion --kit nowhere/kit", option);
  for (const char* option : {"--threads 1", "--precision int8", "--resolutions 24"})
    refused("--collect nothing.json", option);
  for (const char* option : {"--rounds 60", "--runtime openvino", "--seed 0"})
    refused("--recorrect nothing.json", option);
  for (const char* option : {"--runtime bogus", "--resume", "--out a.json"})
    refused("fashion --dry-run ", option);
  EXPECT_THAT(error("--check a.json --kit b"), StartsWith("2 ofa: --check: not with --kit"));
  EXPECT_THAT(error("fashion --dry-run --collect b"), StartsWith("2 ofa: --collect: not with"));
}

// Nothing that is imported names networks, or a runtime that is here.
TEST(MeasureOptions, CheckNoTableWithoutNetworks) {
  const TempFolder folder;
  const std::string file = (folder / "t.json").string();
  Table table;
  table.space = "fashion";
  table.resolutions = {24};
  table.fingerprint.runtime = "published";
  save_table(table, file);
  for (const char* mode : {"--check ", "--recorrect "})
    EXPECT_THAT(error(mode + file),
                HasSubstr("t.json: it names no networks to measure again; ofa measure did not"));
}

TEST(MeasureOptions, NeedAFolderForAKit) {
  const TempFolder folder;
  const std::string file = (folder / "file").string();
  std::ofstream(file) << "here";
  EXPECT_EQ(error("fashion --resolutions 24 --kit " + file),
            "1 ofa: " + file + " is a file; choose a folder\n");
}

}  // namespace
}  // namespace ofa
