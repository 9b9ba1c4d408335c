#include "trainers/train_config.h"

#include <gmock/gmock.h>

#include "config/load.h"
#include "config/yaml.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/paths.h"
#include "trainers/run_files.h"
#include "trainers/teachers.h"

namespace ofa {
namespace {

using testing::HasSubstr;

TrainConfig shipped(const std::string& name) {
  return read<TrainConfig>(load_yaml(source_dir() / "configs" / (name + ".yaml")));
}

TrainConfig config_of(const std::string& phases) {
  return read<TrainConfig>(
      parse_yaml("space: fashion\ndata: {source: fashion-mnist}\nphases:\n" + phases, "a.yaml"));
}

TEST(TrainConfig, ReadsTheShippedOnes) {
  const TrainConfig fashion = shipped("fashion"), progressive = shipped("fashion_progressive");
  EXPECT_EQ(fashion.data, progressive.data);
  EXPECT_EQ(fashion.phases.size(), 1U);
  std::vector<std::string> names;
  for (const PhaseConfig& phase : progressive.phases) names.push_back(phase.name);
  EXPECT_THAT(names,
              testing::ElementsAre("full", "kernel", "depth 1", "depth 2", "width 1", "width 2"));
  check_teachers(fashion);
  check_teachers(progressive);
}

TEST(TrainConfig, ReadsBackWhatItDumps) {
  for (const char* name :
       {"fashion", "fashion_progressive", "prune_fashion", "label_free", "cifar10", "my_images",
        "imagenet_mobilenet_v3", "imagenet_attentive_nas", "imagenet_bignas"}) {
    TrainConfig config = shipped(name);
    for (PhaseConfig& phase : config.phases) phase.steps = 12;
    EXPECT_TRUE(read<TrainConfig>(parse_yaml(to_yaml(dump(config)), "b.yaml")) == config) << name;
  }
}

TEST(TrainConfig, RefusesWhatMakesNoSense) {
  const auto error = [](const std::string& phases) {
    return error_of([&] { check_teachers(config_of(phases)); });
  };
  EXPECT_EQ(error("  - {name: a}\n"), "no error");
  EXPECT_THAT(error("  - {name: a}\n  - {name: a}\n"),
              HasSubstr("a.yaml:5: phases.1.name: an earlier phase is called a too"));
  EXPECT_THAT(error("  - {name: max}\n"), HasSubstr("phases.0.name"));
  EXPECT_THAT(
      error("  - {name: a, distill: {teacher: b}}\n  - {name: b}\n"),
      HasSubstr("phase a: distill.teacher: b is neither max (the widest arch in place), nor "
                "start (as it was before the first step), nor an earlier phase, nor a subnet or "
                "run folder"));
  EXPECT_THAT(
      error("  - {name: a, distill: {teacher: max, terms: [soft: {weight: 0}], labels: 0}}\n"),
      HasSubstr("no loss left"));
  EXPECT_THAT(error("  - {name: a, distill: {teacher: max, statistics: calibrated}}\n"),
              HasSubstr("trained by batch statistics"));
  EXPECT_THAT(error("  - {name: start}\n"), HasSubstr("before the first step"));
  const std::string features = "distill: {teacher: a, terms: [features]}}\n";
  EXPECT_EQ(error("  - {name: a, sort: l1}\n  - {name: b, " + features), "no error");
  EXPECT_THAT(error("  - {name: a}\n  - {name: b, sort: l1, " + features),
              HasSubstr("phases.1.distill: what blocks give is compared channel by channel, but a "
                        "was kept before phase b sorts channels"));
  EXPECT_THAT(error("  - {name: a, open: {kernal: all}}\n"), HasSubstr("did you mean kernel?"));
  EXPECT_THAT(error("  - {name: a, epochs: 0}\n"), HasSubstr("phases.0.epochs"));
  EXPECT_THAT(error("  - {name: a, sort: l1, prune: {macs: 25%}}\n"),
              HasSubstr("phases.0.sort: pruning sorts as it goes"));
  EXPECT_THAT(error("  - {name: a, prune: {macs: 25%}}\n  - {name: b, sort: l1}\n"),
              HasSubstr("phases.1.sort: pruning sorts as it goes"));
}

TEST(MacsTarget, IsAPartOrANumber) {
  const auto macs = [](const std::string& text) {
    return read<MacsTarget>(*parse_yaml("macs: " + text, "a.yaml").find("macs"));
  };
  EXPECT_EQ(macs("25%").of(1000), 250);
  EXPECT_EQ(macs("0.25").of(1000), 250);
  EXPECT_EQ(macs("3.6M").of(1000), 3'600'000);
  for (const char* text : {"29%", "1.5k", "7"})
    EXPECT_EQ(read<MacsTarget>(dump(macs(text))), macs(text)) << text;
  for (const char* text : {"0", "-5%", "many", "[1]", "0%"})
    EXPECT_THAT(error_of([&] { macs(text); }),
                HasSubstr("expected a part of its MACs (25%), or how many (3.6M)"))
        << text;
}

TEST(OptimizerConfig, RefusesWhatDoesNotGoTogether) {
  const auto error = [](const std::string& keys) {
    return error_of([&] { read<OptimizerConfig>(parse_yaml("{" + keys + "}", "a.yaml")); });
  };
  EXPECT_EQ(error("name: adamw, lr: 1e-3, momentum: 0.9"), "no error");  // as a resolved one says
  EXPECT_EQ(error("clip_value: 1"), "no error");
  EXPECT_THAT(error("name: adam"), HasSubstr("name: expected one of sgd, adamw, got adam"));
  EXPECT_THAT(error("name: adamw"), HasSubstr("lr: adamw needs its own"));
  EXPECT_THAT(error("name: adamw, lr: 1e-3, momentum: 0.8"),
              HasSubstr("momentum: is sgd's; adamw has beta1, beta2 and epsilon"));
  EXPECT_THAT(error("name: adamw, lr: 1e-3, nesterov: false"), HasSubstr("nesterov: is sgd's"));
  for (const char* key : {"beta1: 0.8", "beta2: 0.8", "epsilon: 0.1"})
    EXPECT_THAT(error(key), HasSubstr("is adamw's; sgd has momentum and nesterov")) << key;
  EXPECT_THAT(error("clip_norm: 5, clip_value: 1"),
              HasSubstr("clip_value: clip_norm 5 clips already; one of them has to be 0"));
  EXPECT_THAT(error("decay_for: min"), HasSubstr("decay_for: expected one of all, max, got min"));
  EXPECT_THAT(error("name: adamw, lr: 1e-3, beta2: 1"), HasSubstr("beta2: expected"));
}

TEST(ScheduleConfig, SaysWhatItNeeds) {
  const auto error = [](const std::string& keys) {
    return error_of([&] { read<ScheduleConfig>(parse_yaml("{" + keys + "}", "a.yaml")); });
  };
  EXPECT_EQ(error("decay: exponential, falls_to: 2%, floor: 5%"), "no error");
  EXPECT_THAT(error("decay: linear, falls_to: 2%"),
              HasSubstr("falls_to: is exponential's; decay is linear"));
  EXPECT_THAT(error("decay: exponential, falls_to: 0"), HasSubstr("falls_to: expected"));
  EXPECT_THAT(error("floor: 5"), HasSubstr("floor: expected a fraction"));
}

TEST(EvaluatedArchs, AreNamesAndANumberOfRandomOnes) {
  const auto read_archs = [](const std::string& text) {
    return read<EvaluatedArchs>(parse_yaml(text, "a.yaml"));
  };
  EXPECT_EQ(read_archs("[min, max, random: 8]"), (EvaluatedArchs{{"min", "max"}, 8}));
  EXPECT_EQ(read_archs("[max]"), (EvaluatedArchs{{"max"}, 0}));
  EXPECT_THAT(error_of([&] { read_archs("[]"); }), HasSubstr("at least one arch"));
  EXPECT_THAT(error_of([&] { read_archs("[{rnd: 3}]"); }), HasSubstr("random: N"));
}

TEST(Drift, NamesTheKeysThatDiffer) {
  const TrainConfig begun = config_of("  - {name: a, steps: 5}\n");
  TrainConfig wanted = begun;
  wanted.checkpoint.keep = 7;
  wanted.data.threads = 3;
  EXPECT_EQ(error_of([&] { refuse_drift(begun, wanted); }), "no error");
  wanted.optimizer.lr = 0.5;
  wanted.seed = 9;
  wanted.optimizer.decay_for = DecayFor::kMax;
  wanted.schedule.floor = {0.05};
  wanted.ema = 0.99;
  const std::string error = error_of([&] { refuse_drift(begun, wanted); });
  EXPECT_THAT(error, HasSubstr("seed: 0 -> 9"));
  EXPECT_THAT(error, HasSubstr("optimizer.lr: 0.1 -> 0.5"));
  EXPECT_THAT(error, HasSubstr("optimizer.decay_for: all -> max"));
  EXPECT_THAT(error, HasSubstr("schedule.floor: 0 -> 0.05"));
  EXPECT_THAT(error, HasSubstr("ema: null -> 0.99"));
}

}  // namespace
}  // namespace ofa
