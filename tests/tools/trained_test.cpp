// What comes after training, through the program: evaluation, extraction, fine-tuning, other
// starts.
#include <gmock/gmock.h>

#include "tests/tools/training.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Trained : public Training {
 protected:
  void SetUp() override { ASSERT_EQ(train("run").exit_code, 0); }

  static Json json_of(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(outcome.out);
  }
  Json eval(const std::string& name, const std::string& flags = "") const {
    return json_of(run_program("eval " + run(name) + " --json " + flags));
  }
};

TEST_F(Trained, IsEvaluatedAsItWasWhileTraining) {
  const Json accuracies = eval("run", "--arch min --arch max --calibration 32")["accuracies"];
  double best = 0, mean = 0;
  for (const Json& line : metrics(run("run")))
    if (line.contains("evaluation")) {
      const Json& archs = line["evaluation"]["archs"];
      best = std::max(best, (archs[0]["top1"].get<double>() + archs[1]["top1"].get<double>()) / 2);
    }
  for (const Json& accuracy : accuracies) {
    EXPECT_EQ(accuracy["images"], 40);
    mean += accuracy["top1"].get<double>() / 2;
  }
  EXPECT_DOUBLE_EQ(mean, best);
}

TEST_F(Trained, LooksAtTheTestImagesOnlyWhenAsked) {
  const Json test = eval("run", "--arch max --split test");
  EXPECT_EQ(test["split"], "test");
  EXPECT_EQ(test["accuracies"][0]["images"], 30);
  EXPECT_EQ(eval("run", "--arch max")["split"], "validation");
  const Outcome table = run_program("eval " + run("run") + " --arch max --split test");
  EXPECT_THAT(table.out, HasSubstr("test %"));
}

TEST_F(Trained, IsCutWithItsOwnImages) {
  const Outcome cut = run_program("extract " + run("run") + " --arch random:1 --out " + run("cut"));
  ASSERT_EQ(cut.exit_code, 0) << cut.err;
  const Json inside = eval("run", "--arch random:1")["accuracies"][0];
  const Json outside = eval("cut")["accuracies"][0];
  EXPECT_EQ(inside, outside);
  const Json described = json_of(run_program("describe --json " + run("cut")));
  EXPECT_EQ(json_of(run_program("describe --json " + run("run")))["space"], "space");
  EXPECT_GT(described["params"], 0);
}

TEST_F(Trained, GoesOnAsOneNetworkBitForBit) {
  ASSERT_EQ(run_program("extract " + run("run") + " --arch random:1 --out " + run("cut")).exit_code,
            0);
  const std::string tune = "finetune " + run("cut") + " --out ";
  const Outcome whole = run_program(tune + run("whole"));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  Outcome killed = run_program(tune + run("killed"), "timeout -s KILL 0.9");
  for (int i = 0; i < 5 && killed.exit_code != 0; ++i)
    killed = std::filesystem::exists(run("killed") + "/training/run.json")
                 ? run_program("finetune --resume " + run("killed"))
                 : run_program(tune + run("killed"));
  ASSERT_EQ(killed.exit_code, 0) << killed.err;
  expect_same(run("whole") + "/training", run("killed") + "/training");
  EXPECT_EQ(eval("whole"), eval("killed"));
  EXPECT_THAT(run_program(tune + run("whole")).err, HasSubstr("go on with: ofa finetune --resume"));
}

TEST_F(Trained, StartsAnotherRunFromItsWeights) {
  const Outcome other = train(
      "other", "--set init.from=" + run("run") + " --set phases.0.lr=1e-9 --set phases.1.lr=1e-9");
  ASSERT_EQ(other.exit_code, 0) << other.err;
  const SafetensorsFile a = read_safetensors(run("run") + "/weights.safetensors");
  const SafetensorsFile b = read_safetensors(run("other") + "/weights.safetensors");
  for (const TensorView& tensor : a.tensors.all()) {
    if (tensor.name.find("stem") == std::string::npos) continue;  // what no sort has moved
    const auto first = values<float>(tensor), second = values<float>(b.tensors.at(tensor.name));
    for (size_t i = 0; i < first.size(); ++i) EXPECT_NEAR(first[i], second[i], 1e-5) << tensor.name;
  }
}

TEST_F(Trained, TakesOtherClassesOnlyWithANewHead) {
  write_idx_folder(folder_.path() / "other", 200, 30, 4);
  const std::string flags = "--set data.source=" + run("other") + " --set init.from=" + run("run");
  const Outcome refused = train("next", flags);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("other classes; say init.head: new"));
  EXPECT_EQ(train("next", flags + " --set init.head=new").exit_code, 0);
}

TEST_F(Training, RunsThePublishedPhases) {
  write_toy_training(folder_.path(), kPublishedPhases);
  const Outcome outcome = train("run");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> phases;
  for (const Json& line : metrics(run("run")))
    if (phases.empty() || phases.back() != line["phase"]) phases.push_back(line["phase"]);
  EXPECT_THAT(phases,
              testing::ElementsAre("full", "kernel", "depth 1", "depth 2", "width 1", "width 2"));
  EXPECT_TRUE(std::filesystem::exists(run("run") + "/teachers/full.safetensors"));
}

TEST_F(Training, PlansABudgetOnceAndWritesItDown) {
  const Outcome dry = train("none",
                            "--budget 3s --set phases.0.steps=null --set "
                            "phases.1.steps=null --dry-run");
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.err, HasSubstr("images/s"));
  EXPECT_FALSE(std::filesystem::exists(run("none")));
  const Outcome run_one =
      train("run", "--budget 3s --set phases.0.steps=null --set phases.1.steps=null");
  ASSERT_EQ(run_one.exit_code, 0) << run_one.err;
  std::stringstream config;
  config << std::ifstream(run("run") + "/config.yaml").rdbuf();
  EXPECT_THAT(config.str(), HasSubstr("budget: 3s"));
  EXPECT_THAT(config.str(), testing::Not(HasSubstr("steps: null")));
}

// tests/trained/README.md says how it was made.
TEST(TrainedFashion, IsAsGoodAsItWas) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "needs Debian's dataset-fashion-mnist";
  const Outcome outcome = run_program(
      "eval tests/trained/fashion --arch max --arch min --split test --images 1000 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json accuracies = Json::parse(outcome.out)["accuracies"];
  EXPECT_GT(accuracies[0]["top1"], 0.895);
  EXPECT_GT(accuracies[1]["top1"], 0.875);
}

// Small or large, grey or in colour: what init writes, trains.
TEST_F(Training, TrainsWhatInitWrites) {
  const std::filesystem::path pictures = folder_.path() / "pictures";
  for (const int side : {16, 60})
    for (const int channels : {1, 3}) {
      std::filesystem::remove_all(pictures);
      for (const char* name : {"cats", "dogs"})
        for (uint64_t i = 0; i < 20; ++i)
          write_bytes(pictures / name / (std::to_string(i) + ".png"),
                      encode_png(picture(side, side, channels, i)));
      const std::string out = run(fmt::format("init{}x{}", side, channels));
      ASSERT_EQ(run_program("init " + out + " --data " + pictures.string()).exit_code, 0);
      const Outcome outcome =
          run_program("train " + out + "/train.yaml --out " + out +
                      "/run --set budget=null --set phases.0.steps=1 --set data.batch=4 --set "
                      "evaluate.archs=[min] --set phases.0.open={}");
      EXPECT_EQ(outcome.exit_code, 0) << side << " " << channels << " " << outcome.err;
    }
}

TEST_F(Training, LearnsFromASubnet) {
  ASSERT_EQ(train("first").exit_code, 0);
  ASSERT_EQ(
      run_program("extract " + run("first") + " --arch max --out " + run("teacher")).exit_code, 0);
  for (const char* statistics : {"batch", "calibrated"}) {
    write_toy_training(folder_.path(), "\n  - {name: a, steps: 4, open: all, distill: {teacher: " +
                                           run("teacher") + ", statistics: " + statistics + "}}\n");
    const Outcome outcome = train(statistics);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
}

}  // namespace
}  // namespace ofa
