// The whole way from images to verified files, through the program; stopped anywhere, it goes on.
#include <gmock/gmock.h>

#include <map>

#include "config/json.h"
#include "core/file.h"
#include "core/random.h"
#include "tests/tools/documented_json.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class DemoCommand : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome demo(const std::string& flags, const std::string& before = "") const {
    return run_program("demo --out " + path("demo") + " " + flags, before);
  }

  const TempFolder folder_;
};

// What a stage leaves when it is finished, once there, is never written again.
class Finished {
 public:
  explicit Finished(fs::path demo) : demo_(std::move(demo)) {}

  void look() {
    for (const char* name :
         {"table.json", "supernet/predictor.safetensors", "search/report.html", "chosen/arch.json",
          "largest.onnx", "chosen.onnx", "chosen.int8.onnx"}) {
      if (!fs::exists(demo_ / name)) continue;
      const auto time = fs::last_write_time(demo_ / name);
      EXPECT_EQ(times_.emplace(name, time).first->second, time) << name << " was made again";
    }
  }
  size_t count() const { return times_.size(); }

 private:
  fs::path demo_;
  std::map<std::string, fs::file_time_type> times_;
};

TEST_F(DemoCommand, ArrivesHoweverOftenItIsKilled) {
  const bool is_slow = std::getenv("OFA_SLOW") != nullptr;
  const int kills = is_slow ? 30 : 2;
  const double most_seconds = is_slow ? 12 : 60;
  const std::string budget = is_slow ? "--budget 30s" : "--budget 5s";
  Finished finished(path("demo"));
  Random random(1, "kills of a demo");
  for (int i = 0; i < kills; ++i) {
    const double instant = 0.2 + most_seconds * random.uniform();
    const Outcome killed = demo(budget, fmt::format("timeout -s KILL {:.3f}", instant));
    ASSERT_THAT(killed.exit_code, testing::AnyOf(0, 137)) << killed.err;
    finished.look();
  }
  const Outcome outcome = demo("--json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  finished.look();
  EXPECT_EQ(finished.count(), 7u);

  const Json models = Json::parse(outcome.out);
  EXPECT_EQ(undocumented("ofa-demo/1", {models}), "");
  EXPECT_EQ(unseen("ofa-demo/1", {models}), "");
  ASSERT_EQ(models["models"].size(), 3u);
  EXPECT_LT(models["models"][1]["ms"], models["models"][0]["ms"]);
  EXPECT_EQ(models["models"][2]["precision"], "int8");
  EXPECT_THAT(read_file(path("demo/report.html"), 20'000'000), HasSubstr("chosen.int8.onnx"));

  // Of the same plan, never stopped.
  const std::string supernet = path("demo/supernet");
  const Outcome train =
      run_program("train " + supernet + "/config.yaml --set budget=null --out " + path("plain"));
  ASSERT_EQ(train.exit_code, 0) << train.err;
  expect_same(path("plain"), supernet);
  const Outcome tuned =
      run_program("finetune " + path("demo/search/best") + " " + path("demo/chosen/training") +
                  "/config.yaml --set budget=null --out " + path("tuned"));
  ASSERT_EQ(tuned.exit_code, 0) << tuned.err;
  expect_same(path("tuned/training"), path("demo/chosen/training"));
}

TEST_F(DemoCommand, GoesOnAsItBegan) {
  fs::create_directory(path("demo"));
  write_file(path("demo/demo.yaml"), "budget: 10s\nseed: 3\n");
  const Outcome outcome = demo("--budget 8m");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("was begun with other settings ({budget: 10s, seed: 3, "));
  EXPECT_EQ(folder_.num_files(), 1u);
}

TEST_F(DemoCommand, LeavesAFolderOfSomethingElseAlone) {
  fs::create_directory(path("demo"));
  write_file(path("demo/letter.txt"), "");
  const Outcome outcome = demo("");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is there and holds no demo; choose another --out"));
  EXPECT_FALSE(fs::exists(path("demo/demo.yaml")));
}

TEST_F(DemoCommand, IsStoppedByAnInterruptAndSaysHowToGoOn) {
  const Outcome outcome = demo("--budget 60s", "timeout -s INT --foreground 8");
  EXPECT_EQ(outcome.exit_code, 124) << outcome.err;  // of timeout itself
  EXPECT_THAT(outcome.err, HasSubstr("stopped; go on with: ofa demo --out " + path("demo")));
}

TEST_F(DemoCommand, RefusesWhatCannotBeAndMakesNothing) {
  EXPECT_EQ(demo("--budget soon").exit_code, 1);
  EXPECT_EQ(demo("--budget 0s").exit_code, 1);
  EXPECT_EQ(demo("--device abacus").exit_code, 1);
  EXPECT_FALSE(fs::exists(path("demo")));
}

}  // namespace
}  // namespace ofa
