#include "measure/kit.h"

#include <gmock/gmock.h>

#include <cmath>

#include "config/json.h"
#include "core/file.h"
#include "space/arch_text.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/measure/simulation.h"
#include "tests/space/space_testing.h"
#include "tests/space/toy_spaces.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Kits : public testing::Test {
 protected:
  void SetUp() override {
    space_ = at_resolutions(load_space("fashion"), {24});
    plan_ = make_plan(space_, {.fit = 8, .random = 4, .structured = 4}, 0);
  }
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  Json manifest() const {
    write_kit(plan_, Arithmetic::kFp32, 1, path("kit"));
    return Json::parse(read_file(path("kit") / "manifest.json", 1e7));
  }

  // What the script would write on a simulated device.
  Json result() const {
    const Simulation simulation{.truth = {.factor = 1.02, .constant_ms = 0.01}};
    const Samples samples = simulated_samples(plan_, simulation);
    const std::vector<PlannedSubject> subjects = plan_.subjects();
    Json json{{"format", "ofa-kit-result/1"},
              {"space", "fashion"},
              {"resolutions", {24}},
              {"measured", "2026-01-02 03:04"},
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
    for (size_t i = 0; i < samples.size(); ++i) {
      Json model{{"name", subjects[i].name.name}, {"ms", samples[i]}};
      if (subjects[i].name.role) model["role"] = name(*subjects[i].name.role);
      json["models"].push_back(std::move(model));
    }
    return json;
  }

  std::string collected(const Json& result) const {
    write_file(path("result.json"), result.dump());
    const std::string file = path("result.json").string() + ": ";
    const std::string error = error_of([&] { collect_kit(path("result.json"), ""); });
    return error.starts_with(file) ? error.substr(file.size()) : error;
  }

  TempFolder folder_;
  Space space_;
  MeasurePlan plan_;
};

TEST_F(Kits, HoldThePlansModelsAndAScript) {
  const Json manifest = this->manifest();
  EXPECT_EQ(manifest["models"].size(), 1 + plan_.blocks.size() + plan_.networks.size());
  uint64_t bytes = 0, unpacked = 0;
  for (const Json& model : manifest["models"]) {
    bytes += std::filesystem::file_size(path("kit") / model["file"].get<std::string>());
    unpacked += model["bytes"].get<uint64_t>();
  }
  EXPECT_LT(bytes * 5, unpacked);
  const Json result = this->result();
  for (size_t i = 0; i < manifest["models"].size(); ++i)
    EXPECT_EQ(manifest["models"][i]["name"], result["models"][i]["name"]);
  EXPECT_THAT(read_file(path("kit") / "measure.py", 1e6), HasSubstr("#!/usr/bin/env python3"));
}

TEST_F(Kits, AreWrittenIntoNewFolders) {
  const auto error = [&](const char* folder) {
    return error_of([&] { write_kit({space_, {}, {}}, Arithmetic::kFp32, 1, path(folder)); });
  };
  EXPECT_EQ(error("kit"), "no error");
  EXPECT_EQ(error("kit"), path("kit").string() + " is not empty; choose another folder");
  write_file(path("file"), "");
  EXPECT_EQ(error("file"), path("file").string() + " is a file; choose a folder");
}

TEST_F(Kits, ComeBackAsTables) {
  write_file(path("result.json"), result().dump());
  for (const char* space : {"", "fashion"}) {
    const Table table = collect_kit(path("result.json"), space);
    EXPECT_EQ(table.fingerprint.machine.processor, "a phone");
    EXPECT_EQ(table.blocks.size(), plan_.blocks.size());
    EXPECT_EQ(table.networks.size(), plan_.networks.size());
    EXPECT_GT(table.call_ms, 0);
    EXPECT_LT(table.quality->structured.error, 1e-4);
    EXPECT_EQ(table.measured, "2026-01-02 03:04");
    EXPECT_FALSE(table.is_recorrected());
  }
  EXPECT_EQ(error_of([&] { collect_kit(path("result.json"), "mobilenet_v1"); }),
            path("result.json").string() + ": it is of space fashion, not of mobilenet_v1");
}

TEST_F(Kits, WithoutSenseAreRefused) {
  const auto error_with = [&, good = result()](const auto& change) {
    Json bad = good;
    change(bad);
    return collected(bad);
  };
  EXPECT_EQ(error_with([](Json&) {}), "no error");
  EXPECT_THAT(error_with([](Json& j) { j["format"] = "other"; }),
              HasSubstr("format: expected ofa-kit-result/1"));
  EXPECT_EQ(error_with([](Json& j) { j["models"][3]["ms"][2] = -1; }),
            "models[3]: ms[2]: expected a number > 0, got -1");
  EXPECT_THAT(error_with([](Json& j) { j["models"] = Json::array(); }),
              StartsWith("models: no time for "));
  for (const Json& resolutions : {Json::array(), Json{28, 24}, Json{24, 24}})
    EXPECT_EQ(error_with([&](Json& j) { j["resolutions"] = resolutions; }),
              "resolutions: expected ascending numbers");
  EXPECT_EQ(error_with([](Json& j) {
              j["resolutions"] = {20, 24};
            }),
            "resolutions: resolution 20 is not among those of space fashion: 24 28");
  EXPECT_THAT(error_with([](Json& j) { j["on"]["processor"] = "\x1b[31m"; }),
              StartsWith("on: processor: expected a text without control characters"));
}

// Each of the space's blocks at the resolutions, once, and an empty model.
TEST_F(Kits, OfOtherModelsAreRefused) {
  const Json good = result();
  const std::string key = plan_.key(4);
  Json bad = good;
  bad["resolutions"] = {24, 28};
  EXPECT_THAT(collected(bad), StartsWith("models: no time for "));
  bad = good;
  bad["models"].erase(5);
  EXPECT_EQ(collected(bad), "models: no time for " + key);
  bad["models"][5]["name"] = "another one";
  EXPECT_EQ(collected(bad), "models[5]: name: no block of space fashion at resolution 24");
  bad["models"][5]["name"] = plan_.key(3);
  EXPECT_EQ(collected(bad), "models[5]: name: a second time for " + plan_.key(3));
  bad = good;
  bad["models"].erase(0);
  EXPECT_EQ(collected(bad), "models: no time for an empty model");
}

TEST_F(Kits, OfOtherNetworksAreRefused) {
  const size_t last = 1 + plan_.blocks.size() + plan_.networks.size() - 1;
  const std::string at = "models[" + std::to_string(last) + "]: name: ";
  const auto error_with = [&, good = result()](const std::string& arch) {
    Json bad = good;
    bad["models"][last]["name"] = arch;
    return collected(bad);
  };
  EXPECT_THAT(error_with("16/24,..."), StartsWith(at + "arch 16/24,...: expected "));
  EXPECT_THAT(error_with("max"), StartsWith(at + "arch max: expected "));
  const Arch outside = min_arch(at_resolutions(load_space("fashion"), {28}));
  EXPECT_EQ(error_with(to_text(space_, outside)),
            at + "not an arch of space fashion at resolution 24");
  const std::string first = to_text(space_, plan_.networks.front().arch);
  EXPECT_EQ(error_with(first), at + "a second time for " + first);
}

TEST_F(Kits, MeasuredOnABusyDeviceAreRefused) {
  Json busy = result();
  for (Json& model : busy["models"])
    for (size_t round = 0; round < model["ms"].size(); round += 2)
      if (model.contains("role")) model["ms"][round] = 1.1 * model["ms"][round].get<double>();
  write_file(path("result.json"), busy.dump());
  try {
    collect_kit(path("result.json"), "");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNo);
    EXPECT_THAT(error.what(),
                AllOf(StartsWith(path("result.json").string() + ": networks differ by "),
                      HasSubstr("measure again there when it is quiet")));
  }
  Json few = result();
  for (Json& model : few["models"]) model["ms"] = {1, 1};
  EXPECT_EQ(collected(few), "an empty model: 2 rounds; at least 4");
}

}  // namespace
}  // namespace ofa
