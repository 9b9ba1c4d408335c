// The program as its users meet it: what goes where, exit codes, and the words of its errors.
#include <gmock/gmock.h>

#include <set>

#include "space/arch_json.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Program, TellsItsVersionAndThoseOfItsLibraries) {
  const Outcome outcome = run_program("--version");
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* part :
       {"ofa 0.1.0 (commit ", "compiler", "LibTorch", "OpenVINO", "ONNX Runtime"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(Program, ExitsWithTwoOnWrongUsageAndSaysWhatWasMeant) {
  const Outcome typo = run_program("descrbe fashion");
  EXPECT_EQ(typo.exit_code, 2);
  EXPECT_THAT(typo.err, StartsWith("ofa: "));
  EXPECT_THAT(typo.err, HasSubstr("did you mean describe?"));
  EXPECT_EQ(typo.out, "");
  EXPECT_EQ(run_program("bench lod").err,
            "ofa: lod: no such command; did you mean load? (ofa bench --help)\n");
  EXPECT_THAT(run_program("bench load --thread 1").err, HasSubstr("(ofa bench load --help)"));
  EXPECT_EQ(run_program("").exit_code, 2);
  EXPECT_EQ(run_program("describe").exit_code, 2);
  EXPECT_EQ(run_program("describe fashion --jsn").exit_code, 2);
}

TEST(Program, ExitsWithOneOnWhatItIsGiven) {
  const Outcome space = run_program("describe mobilnet_v3");
  EXPECT_EQ(space.exit_code, 1);
  EXPECT_EQ(space.err,
            "ofa: mobilnet_v3: no such space in configs/spaces; did you mean mobilenet_v3?; a file "
            "of your own ends in .yaml\n");
  EXPECT_EQ(run_program("describe nowhere.yaml").exit_code, 1);
  EXPECT_EQ(run_program("describe fashion --arch 28/24").exit_code, 1);
  EXPECT_EQ(run_program("describe fashion --dot /nowhere/net.dot").exit_code, 1);
}

TEST(Program, TellsOfNamesThatNoFileCanHave) {
  const std::string name(5000, 'x');
  const Outcome outcome = run_program("describe " + name);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, StartsWith("ofa: " + name));
  EXPECT_THAT(outcome.err, HasSubstr(": File name too long\n"));
}

TEST(Program, SaysThatItsResultsCouldNotBeWritten) {
  EXPECT_EQ(run_program("describe fashion > /dev/full; exit $?; true").exit_code, 1);
}

TEST(Program, DescribesTheWidestMobileNetV3InJson) {
  const Outcome outcome = run_program("describe mobilenet_v3 --arch max --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["params"], 7664760);
  EXPECT_EQ(json["weight_bytes"], 4 * 7664760);
  EXPECT_EQ(json["resolution"], 224);
  EXPECT_EQ(json["blocks"].size(), 23);
  int64_t macs = 0;
  for (const Json& block : json["blocks"]) macs += block["macs"].get<int64_t>();
  EXPECT_EQ(json["macs"], macs);
  EXPECT_EQ(json["blocks"][0]["input"], Json({3, 224, 224}));
  EXPECT_EQ(json["blocks"][22]["output"], Json({1000}));
}

TEST(Program, DescribesASpaceInJson) {
  const Json json = Json::parse(run_program("describe mobilenet_v3 --json").out);
  EXPECT_EQ(json["num_archs"], "543966387314312146275");
  EXPECT_EQ(json["supernet_params"], 7678880);
  EXPECT_EQ(json["max"]["params"], 7664760);
  EXPECT_EQ(json["min"]["params"], 3410792);
  EXPECT_LT(json["min"]["macs"], json["median"]["macs"]);
  EXPECT_LT(json["median"]["macs"], json["max"]["macs"]);
  EXPECT_EQ(json["choices"].size(), 1 + 5 * (1 + 4 * 2));
}

std::set<std::string> keys(const Json& json) {
  std::set<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.insert(key);
  return keys;
}

TEST(Program, DescribesUnderTheNamesThatProgramsReadAlready) {
  const Json space = Json::parse(run_program("describe fashion --json").out);
  EXPECT_THAT(keys(space), testing::IsSupersetOf({"num_archs", "supernet_params", "choices", "min",
                                                  "median", "max"}));
  for (const char* end : {"min", "median", "max"})
    EXPECT_EQ(keys(space[end]), (std::set<std::string>{"macs", "params"}));
  const Json arch = Json::parse(run_program("describe fashion --arch random:1 --json").out);
  EXPECT_EQ(keys(arch), (std::set<std::string>{"format", "arch", "resolution", "macs", "params",
                                               "weight_bytes", "peak_activation_bytes", "blocks"}));
  EXPECT_GT(arch["peak_activation_bytes"], 0);
  for (const Json& block : arch["blocks"]) {
    EXPECT_EQ(keys(block),
              (std::set<std::string>{"name", "key", "input", "output", "macs", "params"}));
    EXPECT_THAT(block["key"].get<std::string>(), Not(testing::IsEmpty()));
  }
}

TEST(Program, ExplainsEveryKeyOfASection) {
  const Outcome all = run_program("config");
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_THAT(all.out, HasSubstr("space"));
  const Outcome space = run_program("config space");
  EXPECT_EQ(space.exit_code, 0);
  for (const char* key : {"stages", "kernel_transform", "squeeze_excite", "resolution"})
    EXPECT_THAT(space.out, HasSubstr(key));
  const Outcome misspelt = run_program("config spce");
  EXPECT_EQ(misspelt.exit_code, 1);
  EXPECT_THAT(misspelt.err, HasSubstr("did you mean space?"));
}

TEST(Program, TakesAnArchFromItsOwnJson) {
  const std::string file = testing::TempDir() + "ofa_arch.json";
  const Json described = Json::parse(run_program("describe resnet50 --arch random:7 --json").out);
  FILE* out = std::fopen(file.c_str(), "w");
  std::fputs(described["arch"].dump().c_str(), out);
  std::fclose(out);
  EXPECT_EQ(Json::parse(run_program("describe resnet50 --json --arch " + file).out), described);
}

TEST(Program, NotesAResolutionThatASearchWouldNotReturn) {
  const Outcome outcome = run_program("describe mobilenet_v1 --arch 236/w1");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("resolution 236 is not among those of space mobilenet_v1"));
}

}  // namespace
}  // namespace ofa
