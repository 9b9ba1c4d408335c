// Resuming bit for bit with every option of training on.
#include "tests/tools/training.h"

namespace ofa {
namespace {

constexpr const char* kEveryOption = R"(
  - {name: full, steps: 4, sample: [max], open: {resolution: all}}
  - name: all
    steps: 12
    sample: [max, random, min]
    open: all
    draw: {adjacent: {levels: 3}}
    candidates: {archs: 2, images: 8}
    distill:
      teacher: {max: 2, full: 1, start: 0.5, OTHER: 1}
      terms: [soft, alpha, logits, {features: {weight: {from: 1, to: 0.2}}}, {cosine: {map: skip}}]
      labels: {from: 1, to: 0.5}
)";

constexpr const char* kFlags =
    " --threads 1 --set optimizer.clip_norm=0 --set optimizer.clip_value=0.5 --set ema=0.9"
    " --set label_smoothing=0.1 --set accumulate=2 --set mix.mixup=0.4 --set mix.cutmix=1"
    " --set regularise.drop_path=0.3 --set regularise.dropout=0.2 --set regularise.archs=all"
    " --set schedule.decay=linear --set schedule.floor=5%"
    " --set data.augment=[flip,rand_augment,random_erasing]";

class EveryOption : public Training {
 protected:
  // A teacher of another space, as wide at the same sizes of map.
  void SetUp() override {
    std::string space = kToySpace;
    space.replace(space.find("channels: [8, 16]"), 17, "channels: [8, 24]");
    std::ofstream(folder_.path() / "other.yaml") << space;
    ASSERT_EQ(train("other", "--set space=" + run("other.yaml")).exit_code, 0);
    std::string own = kToySpace;
    own.replace(own.find("pool, linear"), 12, "pool, dropout, linear");
    std::ofstream(folder_.path() / "space.yaml") << own;
    std::string phases = kEveryOption;
    phases.replace(phases.find("OTHER"), 5, run("other"));
    write_toy_training(folder_.path(), phases);
    std::ofstream(folder_.path() / "space.yaml") << own;
  }
};

TEST_F(EveryOption, GoesOnBitForBit) {
  const Outcome whole = train("whole", kFlags);
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const auto tensors = read_safetensors(last_checkpoint(run("whole")));
  EXPECT_NE(tensors.tensors.find("projection." + run("other") + " stages.1"), nullptr);
  int within = 0;  // kills after which the second phase was gone on with
  for (double instant = 0.6; instant < 20 && within < 3; instant *= 1.25) {
    const std::string name = fmt::format("killed{:.0f}", 100 * instant);
    if (train(name, kFlags, fmt::format("timeout -s KILL {:.2f}", instant)).exit_code == 0) break;
    if (!std::filesystem::exists(run(name) + "/run.json")) continue;
    const int64_t step = state(read_safetensors(last_checkpoint(run(name))))["step"].get<int64_t>();
    within += step > 4;
    const Outcome rest = resume(name);
    ASSERT_EQ(rest.exit_code, 0) << rest.err;
    expect_same(run("whole"), run(name));
  }
  EXPECT_GT(within, 0);
}

}  // namespace
}  // namespace ofa
