#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "config/json.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kBatch = 6;

Outcome bench_step(const std::string& flags) {
  return run_program("bench step --space fashion --threads 1 --batch " + std::to_string(kBatch) +
                     " " + flags);
}

Json json_of(const std::string& flags) {
  const Outcome outcome = bench_step("--json " + flags);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return Json::parse(outcome.out);
}

// Of one image, in GFLOP.
double widest_gflop() {
  const Outcome outcome = run_program("describe fashion --arch max --json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return 2e-9 * Json::parse(outcome.out)["macs"].get<double>();
}

std::vector<double> all(const Json& list, const char* key) {
  std::vector<double> values;
  for (const Json& entry : list) values.push_back(entry[key].get<double>());
  return values;
}

TEST(BenchStep, TellsRatesThatFollowFromItsSteps) {
  const Json json = json_of("--phase depth --steps 3 --resolution 24");
  EXPECT_EQ(json["format"], "ofa-bench-step/1");
  EXPECT_EQ(json["phase"], "depth");
  EXPECT_EQ(json["resolution"], 24);
  EXPECT_EQ(json["on"]["threads"], 1);
  EXPECT_EQ(json["on"]["batch"], kBatch);
  EXPECT_EQ(json["on"]["precision"], "fp32");
  EXPECT_EQ(json["on"]["runtime"], "libtorch");

  std::vector<double> ms = all(json["steps"], "ms"), gflop = all(json["steps"], "gflop"), rates;
  ASSERT_EQ(ms.size(), 3U);
  for (size_t i = 0; i < ms.size(); ++i) rates.push_back(1000 * gflop[i] / ms[i]);
  std::ranges::sort(ms);
  std::ranges::sort(rates);
  EXPECT_DOUBLE_EQ(json["ms_per_step"], ms[1]);
  EXPECT_NEAR(json["images_per_second"], 1000 * kBatch / ms[1], 1e-6 * 1000 * kBatch / ms[1]);
  EXPECT_NEAR(json["gflops"], rates[1], 1e-6 * rates[1]);

  const std::vector<double> roofs{json["roof_before_gflops"].get<double>(),
                                  json["roof_after_gflops"].get<double>()};
  const double roof = json["roof_gflops"], gflops = json["gflops"];
  EXPECT_EQ(roof, std::ranges::max(roofs));
  EXPECT_NEAR(json["share_of_roof"], gflops / roof, 1e-9);
  EXPECT_GT(roof, 1);
  EXPECT_GT(json["peak_memory_bytes"], 50'000'000);
  EXPECT_FALSE(json.contains("profile"));
}

std::map<std::string, double> times_a_step(const Json& json) {
  std::map<std::string, double> times;
  for (const Json& entry : json["profile"]) times[entry["name"]] = entry["count_per_step"];
  return times;
}

// Three times the forward pass of an arch, and once the teacher's.
TEST(BenchStep, CountsTheWorkOfEachPhase) {
  const double widest = kBatch * widest_gflop();
  const auto json_of_phase = [](const std::string& phase) {
    return json_of("--steps 2 --warm-up 0 --profile --phase " + phase);
  };
  for (const double gflop : all(json_of_phase("full")["steps"], "gflop"))
    EXPECT_NEAR(gflop, 3 * widest, 1e-9);
  for (const double gflop : all(json_of_phase("calibrate")["steps"], "gflop"))
    EXPECT_NEAR(gflop, widest, 1e-9);
  for (const auto& [phase, num_archs] : {std::pair{"kernel", 1}, {"depth", 2}, {"width", 4}}) {
    const Json json = json_of_phase(phase);
    for (const char* of_an_arch : {"plan", "forward", "loss", "backward"})
      EXPECT_EQ(times_a_step(json).at(of_an_arch), num_archs) << phase;
    EXPECT_EQ(times_a_step(json).at("teacher"), 1) << phase;
    const std::vector<double> gflop = all(json["steps"], "gflop");
    EXPECT_NE(gflop[0], gflop[1]) << phase;  // other archs
    for (const double step : gflop) {
      EXPECT_GT(step, widest * (1 + 3 * num_archs * 0.1)) << phase;
      EXPECT_LT(step, widest * (1 + 3 * num_archs)) << phase;
    }
  }
}

TEST(BenchStep, DrawsTheSameArchsForTheSameSeed) {
  const auto gflop_of = [](const std::string& seed) {
    return all(json_of("--steps 3 --warm-up 0 --phase width --seed " + seed)["steps"], "gflop");
  };
  EXPECT_EQ(gflop_of("3"), gflop_of("3"));
  EXPECT_NE(gflop_of("3"), gflop_of("4"));
}

TEST(BenchStep, ChangesTheClassifier) {
  const Json json = json_of("--steps 1 --warm-up 0 --classes 1000");
  constexpr double kLastFeatures = 160, kMoreClasses = 990;
  EXPECT_EQ(json["classes"], 1000);
  EXPECT_NEAR(json["steps"][0]["gflop"],
              3 * kBatch * (widest_gflop() + 2e-9 * kLastFeatures * kMoreClasses), 1e-9);
}

TEST(BenchStep, ComputesInBf16) {
  for (const char* phase : {"kernel", "calibrate"}) {
    const Json json = json_of(std::string("--steps 1 --precision bf16 --phase ") + phase);
    EXPECT_EQ(json["on"]["precision"], "bf16");
    EXPECT_GT(json["images_per_second"], 0);
  }
}

TEST(BenchStep, ProfilesAStepToItsEnd) {
  const Json json = json_of("--phase depth --steps 3 --profile");
  double ms = 0, share = 0;
  for (const Json& entry : json["profile"]) {
    EXPECT_GE(entry["ms_per_step"], 0) << entry;
    ms += entry["ms_per_step"].get<double>();
    share += entry["share"].get<double>();
  }
  double mean_ms = 0;
  for (const double step : all(json["steps"], "ms")) mean_ms += step / 3;
  EXPECT_NEAR(ms, mean_ms, 1e-6 * mean_ms);
  EXPECT_NEAR(share, 1, 1e-9);
  EXPECT_EQ(times_a_step(json).at("forward"), 2);  // without the warm-up's
  EXPECT_EQ(times_a_step(json).at("optimizer"), 1);
  EXPECT_EQ(json["profile"].back()["name"], "other");
  EXPECT_LT(json["profile"].back()["share"], 0.2);
}

TEST(BenchStep, HasNoTeacherForTheWidestAlone) {
  const Outcome outcome = bench_step("--phase full --steps 2 --profile");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("fashion full at resolution 28, 10 classes: libtorch"));
  EXPECT_THAT(outcome.out, HasSubstr("images/s"));
  EXPECT_THAT(outcome.out, HasSubstr("share of roof"));
  EXPECT_THAT(outcome.out, HasSubstr("backward"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("teacher")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("nan")));
}

void expect_refused(const std::string& flags, const std::string& text) {
  const Outcome outcome = run_program("bench step " + flags);
  EXPECT_EQ(outcome.exit_code, 2) << flags;
  EXPECT_EQ(outcome.out, "") << flags;
  EXPECT_THAT(outcome.err, HasSubstr(text));
}

TEST(BenchStep, RefusesWhatItCannotTime) {
  expect_refused("", "--space is required");
  expect_refused("--space fashion --phase kernl",
                 "--phase: expected one of full, kernel, depth, width, calibrate, got kernl; did "
                 "you mean kernel?");
  expect_refused("--space fashion --precision fp16",
                 "--precision: expected one of auto, fp32, bf16, got fp16");
  expect_refused("--space fashion --batch 0", "--batch: Value 0 not in range");
  expect_refused("--space fashion --steps 0", "--steps: Value 0 not in range");
  expect_refused("--space fashion --classes 0", "--classes: Value 0 not in range");
  expect_refused("--space fashion --resolution 4", "--resolution: Value 4 not in range");
  expect_refused("--space resnet50 --phase kernel --batch 1 --steps 1 --warm-up 0",
                 "--phase: space resnet50 has no choice of kernel");
}

}  // namespace
}  // namespace ofa
