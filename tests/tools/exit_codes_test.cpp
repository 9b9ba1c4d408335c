// Every exit code, by a command that ends with it.
#include <gmock/gmock.h>

#include "core/error.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kTable = "latency_tables/fashion@this-machine-openvino-fp32-t1.json";

class ExitCodes : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  // Without a predictor, and without an end.
  std::string search(const std::string& flags) const {
    return "search --space fashion --maximise macs --minimise latency_ms --check 0 --table " +
           std::string(kTable) + " --out " + path("found") + " " + flags;
  }
  static void expect(const Outcome& outcome, Exit exit, const std::string& problem) {
    EXPECT_EQ(outcome.exit_code, static_cast<int>(exit)) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("ofa: "));
    EXPECT_THAT(outcome.err, HasSubstr(problem));
    EXPECT_EQ(outcome.out, "");
  }

  TempFolder folder_;
};

TEST_F(ExitCodes, StandInOneTable) {
  const std::string help = run_program("--help").out;
  EXPECT_THAT(help, HasSubstr("Exit codes:\n"));
  for (const Exit exit :
       {Exit::kOk, Exit::kError, Exit::kUsage, Exit::kNo, Exit::kInterrupt, Exit::kTerminate})
    EXPECT_THAT(help, HasSubstr("\n  " + fmt::format("{:<5}", static_cast<int>(exit))));
}

TEST_F(ExitCodes, AreZeroWhereAllWentWell) {
  const Outcome outcome = run_program("describe fashion");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST_F(ExitCodes, AreOneForAnError) {
  expect(run_program("describe nowhere.yaml"), Exit::kError, "nowhere.yaml");
}

TEST_F(ExitCodes, AreTwoForWrongUsage) {
  expect(run_program("describe fashion --jsn"), Exit::kUsage, "--jsn");
  expect(run_program("measure fashion"), Exit::kUsage, "--runtime is required");
}

TEST_F(ExitCodes, AreThreeWhereTheAnswerIsNo) {
  expect(run_program(search("--max latency_ms=0.001")), Exit::kNo, "no arch meets latency_ms");
}

TEST_F(ExitCodes, AreThoseOfTheSignal) {
  for (const auto& [name, exit] :
       {std::pair{"INT", Exit::kInterrupt}, {"TERM", Exit::kTerminate}}) {
    std::filesystem::remove_all(path("found"));
    const Outcome outcome =
        run_program(search("--generations 1000000"), std::string("SIGNAL=") + name +
                                                         " tests/tools/interrupt_once_written " +
                                                         path("found/search.jsonl"));
    expect(outcome, exit, "stopped; go on with: ofa search --resume ");
  }
}

}  // namespace
}  // namespace ofa
