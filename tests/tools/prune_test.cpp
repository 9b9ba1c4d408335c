// Pruning through the program: from a supernet's run to a smaller network's folder.
#include <gmock/gmock.h>

#include "io/folders.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Pruning : public Training {
 protected:
  void SetUp() override {
    ASSERT_EQ(train("run").exit_code, 0);
    ASSERT_EQ(run_program("extract " + run("run") + " --arch max --out " + run("cut")).exit_code,
              0);
    write_config(
        "{name: prune, steps: 40, distill: {teacher: start}, prune: {macs: 60%, every: 3}}");
  }

  void write_config(const std::string& phase) const {
    std::ofstream(config()) << "data: {source: " << run("images")
                            << ", validation: 40, batch: 16, augment: [flip]}\n"
                            << "optimizer: {lr: 0.02, clip_norm: 5}\nema: 0.9\n"
                            << "evaluate: {every: 0.5, images: 40, calibration: 32}\n"
                            << "checkpoint: {every: 0.05s, keep: 2}\nlog_every: 3\nphases: ["
                            << phase << "]\n";
  }
  std::string config() const { return run("prune.yaml"); }

  Outcome prune(const std::string& name, const std::string& before = "") const {
    return run_program("finetune " + run("cut") + " " + config() + " --out " + run(name), before);
  }
  Json json_of(const std::string& command) const {
    const Outcome outcome = run_program(command);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.exit_code == 0 ? Json::parse(outcome.out) : Json();
  }
  int64_t macs(const std::string& name) const {
    return json_of("describe --json " + run(name))["macs"];
  }
  // Whether what a run goes on from has less than all of its network left.
  static bool is_narrowed(const std::string& training) {
    const RunDescription whole = read_run_description(training);
    const Json left = state(read_safetensors(last_checkpoint(training))).value("narrowed", Json());
    return !left.is_null() && left != to_json(whole.space, whole.only.value());
  }
};

TEST_F(Pruning, EndsInASmallerNetworksFolder) {
  const Outcome outcome = prune("pruned");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("MACs by taylor: "));
  const double part = static_cast<double>(macs("pruned")) / static_cast<double>(macs("cut"));
  EXPECT_LE(part, 0.6);
  EXPECT_GT(part, 0.5);
  std::vector<int64_t> course;
  for (const Json& line : metrics(run("pruned") + "/training"))
    if (line.contains("macs")) course.push_back(line["macs"]);
  EXPECT_TRUE(std::ranges::is_sorted(course, std::greater<>()));
  EXPECT_EQ(course.back(), macs("pruned"));
  EXPECT_EQ(macs("pruned/training"), macs("pruned"));
  // The folder's network is the training's best among the narrow ones.
  const Json of_run = json_of("eval " + run("pruned") + "/training --json --calibration 32");
  EXPECT_EQ(of_run["accuracies"][0]["arch"],
            json_of("eval " + run("pruned") + " --json")["accuracies"][0]["arch"]);
  // And it can be pruned again.
  const Outcome again = run_program("finetune " + run("pruned") + " " + config() + " --out " +
                                    run("again") + " --set phases.0.prune.macs=80%");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_LE(macs("again"), 0.8 * static_cast<double>(macs("pruned")));
}

TEST_F(Pruning, GoesOnBitForBit) {
  ASSERT_EQ(prune("whole").exit_code, 0);
  int killed = 0, narrowed = 0;
  for (double instant = 0.1; instant < 20 && (killed < 3 || narrowed < 1); instant *= 1.5) {
    const std::string name = fmt::format("killed{:.0f}", 100 * instant);
    const std::string training = run(name) + "/training";
    if (prune(name, fmt::format("timeout -s KILL {:.2f}", instant)).exit_code == 0) continue;
    if (!is_run(training)) continue;
    ++killed;
    narrowed += is_narrowed(training);
    const Outcome rest = run_program("finetune --resume " + run(name));
    ASSERT_EQ(rest.exit_code, 0) << rest.err;
    expect_same(run("whole") + "/training", training);
    EXPECT_EQ(json_of("eval " + run("whole") + " --json"),
              json_of("eval " + run(name) + " --json"));
  }
  EXPECT_GT(narrowed, 0) << "of " << killed << " that were killed";
}

TEST_F(Pruning, OfASupernetIsRefused) {
  write_toy_training(folder_.path(), "\n  - {name: a, steps: 4, prune: {macs: 60%}}\n");
  const Outcome outcome = train("next");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("phase a: prune narrows one network, and this is a supernet"));
  EXPECT_FALSE(std::filesystem::exists(run("next")));
}

TEST_F(Pruning, IsRefusedWhereItCannotGo) {
  write_config("{name: a, steps: 4, prune: {macs: 1%}}");
  EXPECT_THAT(prune("none").err, HasSubstr("at its narrowest"));
  write_config("{name: a, steps: 4, prune: {macs: 0}}");
  EXPECT_THAT(prune("none").err, HasSubstr("prune.macs: expected a part of its MACs (25%)"));
}

}  // namespace
}  // namespace ofa
