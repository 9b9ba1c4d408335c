// The script of a kit, by itself: what it does on a device is what it does here.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>

#include "config/json.h"
#include "core/file.h"
#include "core/machine.h"
#include "measure/kit.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::HasSubstr;

// In place of a runtime, which takes no time: a device that is short of memory, and killed.
constexpr const char* kWithoutRuntime = R"(
import sys
sys.path.insert(0, "kit")
import measure
visits = 0
def call():
    global visits
    visits += 1
    if visits == stop_at:
        sys.exit(7)
measure.load_onnxruntime = lambda threads: ("1.0", lambda model: call)
sys.argv = ["measure.py", "--runtime", "onnxruntime", "--rounds", "4"]
)";

class KitScript : public testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("OFA_PYTHON");
    if (set) python_ = set;
    if (shell(python_ + " -c ''") != 0) GTEST_SKIP() << "no " << python_;
    plan_ = make_plan(at_resolutions(load_space("fashion"), {24}),
                      {.fit = 8, .random = 4, .structured = 4}, 0);
  }
  void write_kit_in(Arithmetic precision) const { write_kit(plan_, precision, 1, folder_ / "kit"); }
  void keep_few_models() {
    plan_.blocks.resize(3);
    plan_.networks.resize(2);
  }

  std::string file(const char* name) const { return read_file(folder_ / name, 1e8); }
  std::string output() const { return file("out.txt"); }

  int shell(const std::string& command) const {
    const int status = std::system(
        ("cd " + folder_.path().string() + " && " + command + " > out.txt 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int run(const std::string& arguments) const {
    return shell(python_ + " kit/measure.py " + arguments);
  }
  int run_code(const std::string& code) const {
    write_file(folder_ / "code.py", code);
    return shell(python_ + " code.py");
  }

  const TempFolder folder_;
  std::string python_ = "python3";
  MeasurePlan plan_;
};

TEST_F(KitScript, MeasuresWhereARuntimeIs) {
  if (shell(python_ + " -c 'import onnxruntime, numpy'") != 0)
    GTEST_SKIP() << python_ << " has no onnxruntime; OFA_PYTHON names one that has";
  write_kit_in(Arithmetic::kFp32);
  const std::string command = "--runtime onnxruntime --rounds 12";
  shell("timeout -s KILL 3 " + python_ + " kit/measure.py " + command);
  ASSERT_EQ(run(command), 0) << output();
  const Json models = Json::parse(file("result.json"))["models"];
  EXPECT_EQ(models.size(), 1 + plan_.blocks.size() + plan_.networks.size());
  for (const Json& model : models) EXPECT_EQ(model["ms"].size(), 12u) << model;
  try {
    const Table table = collect_kit(folder_ / "result.json", "");
    EXPECT_EQ(table.fingerprint.runtime, "onnxruntime");
    EXPECT_EQ(table.blocks.size(), plan_.blocks.size());
  } catch (const Error& error) {
    if (error.exit() != Exit::kNo) throw;
    GTEST_SKIP() << "too busy: " << error.what();
  }
}

// Memory decides on the groups, and may be another when it goes on.
TEST_F(KitScript, GoesOnWhateverTheGroupsWere) {
  keep_few_models();
  write_kit_in(Arithmetic::kFp32);
  const std::string code = kWithoutRuntime;
  const int second_group = (4 + 4) * (1 + 7) + 50;  // in the middle of it
  ASSERT_EQ(run_code(code + "stop_at = " + std::to_string(second_group) +
                     "\nmeasure.memory_to_use = lambda: 1\nmeasure.main()\n"),
            7)
      << output();
  EXPECT_THAT(file("result.json.rounds.jsonl"), HasSubstr("\"first\": 1"));
  ASSERT_EQ(
      run_code(code + "stop_at = 0\nmeasure.memory_to_use = lambda: 1 << 40\nmeasure.main()\n"), 0)
      << output();
  const Json result = Json::parse(file("result.json"));
  EXPECT_EQ(result["models"].size(), 6u);
  for (const Json& model : result["models"]) EXPECT_GE(model["ms"].size(), 4u) << model;
  EXPECT_THAT(result["measured"].get<std::string>(),
              testing::MatchesRegex("[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+"));
}

TEST_F(KitScript, RefusesNumbersThatItsResultCouldNotHave) {
  keep_few_models();
  write_kit_in(Arithmetic::kFp32);
  EXPECT_EQ(run("--runtime onnxruntime --threads 0"), 2);
  EXPECT_THAT(output(), HasSubstr("--threads: expected 1 .. 1024, got 0"));
  EXPECT_EQ(run("--runtime onnxruntime --rounds 3"), 2);
  EXPECT_THAT(output(), HasSubstr("--rounds: expected 4 .. 10000, got 3"));
}

// A table says bf16 only of what was computed in it.
TEST_F(KitScript, RefusesARuntimeThatDoesNotComputeInBf16) {
  keep_few_models();
  write_kit_in(Arithmetic::kBf16);
  EXPECT_EQ(run("--runtime onnxruntime"), 1);
  EXPECT_THAT(output(), HasSubstr("onnxruntime does not compute in bf16"));
  EXPECT_EQ(run_code(R"(
import sys, types
sys.path.insert(0, "kit")
import measure
class Compiled:
    def get_property(self, name):
        assert name == "INFERENCE_PRECISION_HINT"
        return types.SimpleNamespace(get_type_name=lambda: "f32")
class Core:
    def read_model(self, model): return model
    def compile_model(self, model, device, settings): return Compiled()
sys.modules["numpy"] = types.ModuleType("numpy")
sys.modules["openvino"] = types.SimpleNamespace(Core=Core, __version__="1")
measure.load_openvino(1, "bf16")[1](b"")
)"),
            1);
  EXPECT_THAT(output(), HasSubstr("openvino computes in f32 on this processor, not in bf16"));
}

TEST_F(KitScript, NamesTheVectorInstructionsThatTheProgramNames) {
  keep_few_models();
  write_kit_in(Arithmetic::kFp32);
  ASSERT_EQ(run_code("import sys, json\nsys.path.insert(0, 'kit')\nimport measure\n"
                     "print(json.dumps(measure.device(1)))\n"),
            0);
  const Json device = Json::parse(output());
  EXPECT_EQ(device["features"], Json(this_machine().features));
  EXPECT_EQ(device["processor"], this_machine().processor);
}

}  // namespace
}  // namespace ofa
