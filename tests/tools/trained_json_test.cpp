// docs/json.md, of commands that run networks.
#include <gmock/gmock.h>

#include "tests/tools/documented_json.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTable = "latency_tables/fashion@this-machine-openvino-fp32-t1.json";
constexpr const char* kFew = " --images 40 --calibration 32";

bool has_images() {
  return fs::exists("/usr/share/datasets/fashion-mnist");
}

Json json_of(const std::string& arguments) {
  const Outcome outcome = run_program(arguments + " --json");
  EXPECT_EQ(outcome.exit_code, 0) << arguments << "\n" << outcome.err;
  const Json json = Json::parse(outcome.out, nullptr, /*allow_exceptions=*/false);
  EXPECT_TRUE(json.is_object()) << arguments << "\n" << outcome.out;
  return json;
}

void expect_documented(const std::string& format, const std::vector<Json>& outputs) {
  EXPECT_EQ(undocumented(format, outputs), "") << format;
  EXPECT_EQ(unseen(format, outputs), "") << format;
}

class TrainedJson : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  // A copy, for commands that write into it.
  std::string fashion() const {
    fs::copy(source_dir() / "tests/trained/fashion", path("fashion"));
    return path("fashion");
  }
  TempFolder folder_;
};

TEST_F(TrainedJson, Accuracies) {
  if (!has_images()) GTEST_SKIP() << "needs Debian's dataset-fashion-mnist";
  expect_documented("ofa-accuracies/1",
                    {json_of(std::string("eval tests/trained/fashion --arch min") + kFew)});
}

TEST_F(TrainedJson, BenchStep) {
  const std::string once = "bench step --space fashion --threads 1 --batch 2 --steps 1 --warm-up 0";
  expect_documented("ofa-bench-step/1", {json_of(once), json_of(once + " --profile")});
}

TEST_F(TrainedJson, ModelFiles) {
  const std::string file = path("a.onnx"), arch = "export fashion --arch min --out ";
  expect_documented("ofa-export/1",
                    {json_of(arch + file), json_of(arch + path("b.onnx") + " --int8 --keep 1")});
  expect_documented("ofa-proof/1", {json_of("verify " + file)});
  expect_documented("ofa-bench-model/1", {json_of("bench model --rounds 1 " + file)});
  write_bytes(path("shoe.png"), encode_png(picture(28, 28, 1, 3)));
  expect_documented("ofa-labels/1", {json_of("run " + file + " " + path("shoe.png"))});
}

TEST_F(TrainedJson, PredictorsFrontsAndTheirFiles) {
  if (!has_images()) GTEST_SKIP() << "needs Debian's dataset-fashion-mnist";
  const std::string run = fashion();
  expect_documented("ofa-predictor-quality/1",
                    {json_of("predictor " + run + " --samples 12 --rounds 0" + kFew)});
  const Json front =
      json_of("search " + run + " --population 8 --generations 2 --check 1 --table " + kTable +
              " --max macs=6M --set evaluate.images=40 --set "
              "evaluate.calibration=32 --out " +
              path("found"));
  // JsonOf.Fronts has the others: latencies, which are measured where the table is from.
  EXPECT_EQ(undocumented("ofa-front/1", {front}), "");
  EXPECT_TRUE(json_paths(front).contains("front[].measured.test_accuracy"));
  expect_documented("ofa-exports/1",
                    {json_of("export " + run + " --members 1 --images 20 --front " +
                             path("found/front.json") + " --out " + path("models"))});
}

TEST_F(Training, ComparesInDocumentedJson) {
  ASSERT_EQ(train("a").exit_code, 0);
  ASSERT_EQ(train("b", "--set budget=1h").exit_code, 0);
  const std::vector<Json> compared{json_of("report " + run("a") + " " + run("b"))};
  EXPECT_EQ(undocumented("ofa-comparison/1", compared), "");
  // Where the first evaluation was the best, there is none before it.
  EXPECT_THAT(unseen("ofa-comparison/1", compared),
              testing::AnyOf("", "runs[].best.rank_agreement\n"));
}

}  // namespace
}  // namespace ofa
