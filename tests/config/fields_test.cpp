#include "config/fields.h"

#include <gtest/gtest.h>

#include "config/yaml.h"
#include "sample.h"

namespace ofa {
namespace {

TEST(Fields, ReadAConfiguration) {
  const auto training = read<Training>(parse_yaml(kTrainingYaml, "a.yaml"));
  Training expected;
  expected.seed = 3;
  expected.budget = Duration{480};
  expected.images = {1500};
  expected.scales = {0.25, 0.5};
  expected.tables = {{"here", "tables/a b.json"}, {"phone", "tables/phone.json"}};
  expected.schedule = {.warmup = {0.05}, .decay = Decay::kCosine};
  Phase all{.name = "all", .lr = 0.15, .kernel = {{3, 5}}, .open = {.all = true, .choices = {}}};
  Phase depth{.name = "depth", .lr = 1e-3};
  depth.open.choices = {{"kernel", Node::scalar("all")}, {"depth", Node::scalar("2")}};
  depth.schedule = Schedule{.decay = Decay::kNone};
  expected.phases = {all, depth};
  EXPECT_EQ(training, expected);
}

TEST(Fields, AbsentKeysKeepTheDefaultsOfTheStructAround) {
  const auto training =
      read<Training>(parse_yaml("{schedule: {warmup: 20%}, phases: [{name: a}]}", "a.yaml"));
  EXPECT_EQ(training.schedule, (Schedule{.warmup = {0.2}, .decay = Decay::kStep}));
  EXPECT_EQ(training.phases, (std::vector{Phase{.name = "a"}}));
}

TEST(Fields, RejectAMisspeltKey) {
  EXPECT_EQ(read_error<Training>("phases:\n  - name: a\n    kernal: 3\n"),
            "a.yaml:3: phases.0.kernal: unknown key; did you mean kernel?");
  EXPECT_EQ(read_error<Training>("phases:\n  - nmae: a\n"),
            "a.yaml:2: phases.0.nmae: unknown key; did you mean name?");
  EXPECT_EQ(read_error<Schedule>("resolution: 1"),
            "a.yaml:1: resolution: unknown key; known are warmup, decay");
  EXPECT_EQ(read_error<Phase>("{name: a, lr:0.1}"),
            "a.yaml:1: lr:0.1: unknown key; a space must follow the colon");
}

TEST(Fields, RejectAMissingKey) {
  EXPECT_EQ(
      read_error<Training>("seed: 1\nphases:\n  - name: a\n  - lr: 3\n"),
      "a.yaml:4: phases.1.name: required key is missing: what logs call the phase; expected text "
      "(not empty)");
  EXPECT_EQ(
      read_error<Training>("# nothing\nseed: 1\n"),
      "a.yaml:2: phases: required key is missing: what is trained, in order; expected a list, each "
      "a map (not empty)");
}

TEST(Fields, RejectAWrongType) {
  EXPECT_EQ(read_error<Training>(""), "a.yaml:1: expected a map, got nothing");
  EXPECT_EQ(read_error<Training>("schedule:\nphases: [{name: a}]\n"),
            "a.yaml:1: schedule: expected a map, got nothing");
  EXPECT_EQ(read_error<Training>("phases: {name: a}\n"),
            "a.yaml:1: phases: expected a list, each a map, got a map");
  EXPECT_EQ(read_error<Training>("phases: [{name: a, open: depth}]"),
            "a.yaml:1: phases.0.open: expected all or a map of choices, got depth");
}

TEST(Fields, RejectABrokenRule) {
  EXPECT_EQ(read_error<Phase>("name: a\nlr: -0.1"),
            "a.yaml:2: lr: expected a number > 0, got -0.1");
  EXPECT_EQ(read_error<Phase>("{name: a, archs_per_step: 0}"),
            "a.yaml:1: archs_per_step: expected a whole number >= 1, got 0");
  EXPECT_EQ(read_error<Phase>("name: ''"), "a.yaml:1: name: expected text (not empty), got \"\"");
  EXPECT_EQ(read_error<Training>("phases: []"),
            "a.yaml:1: phases: expected a list, each a map (not empty), got an empty list");
  EXPECT_EQ(read_error<Training>("{scales: [0.5, 2], phases: [{name: a}]}"),
            "a.yaml:1: scales.1: expected a number from 0 to 1, got 2");
  EXPECT_EQ(read_error<Training>("{budget: 0s, phases: [{name: a}]}"),
            "a.yaml:1: budget: expected a duration (90s, 10m, 1.5h) > 0, got 0s");
}

TEST(Fields, HoldEveryCandidateToTheRule) {
  EXPECT_EQ(read_error<Phase>("{name: a, kernel: 9}"),
            "a.yaml:1: kernel: expected a whole number from 1 to 7, got 9");
  EXPECT_EQ(read_error<Phase>("{name: a, kernel: [3, 9]}"),
            "a.yaml:1: kernel.1: expected a whole number from 1 to 7, got 9");
  EXPECT_EQ(read_error<Phase>("{name: a, kernel: [3, 5, 3]}"),
            "a.yaml:1: kernel.2: expected each value once, got 3 twice");
}

TEST(Fields, AskTheStructAboutFieldsTogether) {
  EXPECT_EQ(read_error<Training>("phases: [{name: a}]\nresume: true\nseed: 5\n"),
            "a.yaml:3: seed: a resumed run keeps its seed");
}

TEST(Rules, SayWhatTheyWant) {
  EXPECT_EQ(kAny.describe("a number"), "a number");
  EXPECT_EQ(kPositive.describe("a number"), "a number > 0");
  EXPECT_EQ((Rule{.high = 5}).describe("a number"), "a number <= 5");
  EXPECT_EQ((Rule{.low = 0, .high = 1, .above_low = true}).describe("a number"),
            "a number > 0 and <= 1");
  const Rule eights =
      says("a multiple of 8", [](double x) { return static_cast<int>(x) % 8 == 0; });
  EXPECT_EQ(eights.describe("a whole number"), "a multiple of 8");
  EXPECT_TRUE(eights.allows(24));
  EXPECT_FALSE(eights.allows(12));
  EXPECT_FALSE(kPositive.allows(0));
  EXPECT_TRUE(range(0, 1).allows(1));
  EXPECT_FALSE(range(0, 1).allows(1.5));
}

}  // namespace
}  // namespace ofa
