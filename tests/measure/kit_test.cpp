#include "measure/kit.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "config/json.h"
#include "core/file.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/measure/simulation.h"
#include "tests/space/space_testing.h"
#include "tests/space/toy_spaces.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Kits : public testing::Test {
 protected:
  void SetUp() override {
    space_ = at_resolutions(load_space("fashion"), {24});
    plan_ = make_plan(space_, {.fit = 8, .random = 4, .structured = 4}, 0);
    plan_.blocks = distinct_blocks(space_);
  }
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  // What the script would write on a simulated device.
  Json result(const Json& manifest) const {
    const Simulation simulation{.truth = {.factor = 1.02, .constant_ms = 0.01}};
    const Samples samples = simulated_samples(plan_, simulation);
    Json json{{"format", "ofa-kit-result/1"},
              {"space", manifest["space"]},
              {"resolutions", manifest["resolutions"]},
              {"measured", "2026-01-02"},
              {"on",
               {{"processor", "a phone"},
                {"governor", ""},
                {"features", {"asimd"}},
                {"cores", 8},
                {"threads", 1},
                {"runtime", "onnxruntime"},
                {"version", "1.2"},
                {"precision", "fp32"},
                {"batch", 1}}}};
    json["models"] = manifest["models"];
    for (size_t i = 0; i < samples.size(); ++i) json["models"][i]["ms"] = samples[i];
    return json;
  }

  TempFolder folder_;
  Space space_;
  MeasurePlan plan_;
};

TEST_F(Kits, HoldThePlansModelsAndAScript) {
  write_kit(plan_, Arithmetic::kFp32, 1, path("kit"));
  const Json manifest = Json::parse(read_file(path("kit") / "manifest.json", 1e7));
  EXPECT_EQ(manifest["models"].size(), 1 + plan_.blocks.size() + plan_.networks.size());
  uint64_t bytes = 0, unpacked = 0;
  for (const Json& model : manifest["models"]) {
    bytes += std::filesystem::file_size(path("kit") / model["file"].get<std::string>());
    unpacked += model["bytes"].get<uint64_t>();
  }
  EXPECT_LT(bytes * 5, unpacked);
  EXPECT_THAT(read_file(path("kit") / "measure.py", 1e6), HasSubstr("#!/usr/bin/env python3"));
  EXPECT_THAT(error_of([&] { write_kit(plan_, Arithmetic::kFp32, 1, path("kit")); }),
              HasSubstr("kit is not empty; choose another folder"));
}

TEST_F(Kits, ComeBackAsTables) {
  write_kit(plan_, Arithmetic::kFp32, 1, path("kit"));
  const Json manifest = Json::parse(read_file(path("kit") / "manifest.json", 1e7));
  write_file(path("result.json"), result(manifest).dump());
  EXPECT_EQ(space_of_kit(path("result.json")), "fashion");
  const Table table = collect_kit(load_space("fashion"), path("result.json"));
  EXPECT_EQ(table.fingerprint.machine.processor, "a phone");
  EXPECT_EQ(table.blocks.size(), plan_.blocks.size());
  EXPECT_LT(table.quality->structured.error, 1e-4);
  EXPECT_EQ(error_of([&] { collect_kit(load_space("mobilenet_v1"), path("result.json")); }),
            path("result.json").string() + ": it is of space fashion, not of mobilenet_v1");
}

TEST_F(Kits, WithoutSenseAreRefused) {
  write_kit(plan_, Arithmetic::kFp32, 1, path("kit"));
  const Json manifest = Json::parse(read_file(path("kit") / "manifest.json", 1e7));
  const Json good = result(manifest);
  const auto error_with = [&](const Json& json) {
    write_file(path("result.json"), json.dump());
    return error_of([&] { collect_kit(load_space("fashion"), path("result.json")); });
  };
  Json bad = good;
  bad["format"] = "other";
  EXPECT_THAT(error_with(bad), HasSubstr("format: expected ofa-kit-result/1"));
  bad = good;
  bad["models"][3]["ms"][2] = -1;
  EXPECT_THAT(error_with(bad), HasSubstr("models[3]: ms[2]: expected a number > 0, got -1"));
  bad = good;
  bad["models"].erase(5);
  EXPECT_THAT(error_with(bad), HasSubstr("no time for block"));
  bad = good;
  bad["models"] = Json::array();
  EXPECT_THAT(error_with(bad), HasSubstr("a correction takes 6 measured networks, there are 0"));
}

// The script itself, stopped and called again.
TEST_F(Kits, MeasureWithPythonAndARuntime) {
  const char* set = std::getenv("OFA_PYTHON");
  const std::string python = set ? set : "python3";
  if (std::system((python + " -c 'import onnxruntime, numpy' 2>/dev/null").c_str()) != 0)
    GTEST_SKIP() << python << " has no onnxruntime; OFA_PYTHON names one that has";
  write_kit(plan_, Arithmetic::kFp32, 1, path("kit"));
  const std::string run = "cd " + folder_.path().string() + " && " + python +
                          " kit/measure.py --runtime onnxruntime --rounds 8 > out.txt 2>&1";
  std::system(("cd " + folder_.path().string() + " && timeout -s KILL 3 " + python +
               " kit/measure.py --runtime onnxruntime --rounds 8 > out.txt 2>&1")
                  .c_str());
  ASSERT_EQ(std::system(run.c_str()), 0) << read_file(path("out.txt"), 1e6);
  const Table table = collect_kit(load_space("fashion"), path("result.json"));
  EXPECT_EQ(table.fingerprint.runtime, "onnxruntime");
  EXPECT_EQ(table.blocks.size(), plan_.blocks.size());
}

}  // namespace
}  // namespace ofa
