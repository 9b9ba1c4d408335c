#include "tools/version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "generated/build_info.h"
#include "runtime/openvino.h"

namespace ofa {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(Version, TellsCommitCompilerAndLibraries) {
  EXPECT_THAT(version_text(),
              MatchesRegex("ofa [0-9.]+ \\(commit (unknown|[0-9a-f]{7,}(, modified)?)\\)\n"
                           "compiler .* [0-9.]+, .*\n"
                           "LibTorch .*\n"
                           "OpenVINO .*\n"
                           "ONNX Runtime .*\n"));
}

TEST(Version, TellsWhetherLibTorchIsBuiltIn) {
  const std::string_view version = build_info::kLibTorch;
  EXPECT_THAT(version_text(),
              HasSubstr(version.empty() ? "LibTorch none (built without)\n" : "LibTorch 2."));
}

TEST(Version, TellsWhetherOpenVinoIsLinked) {
  const bool linked = openvino_runtime().absence.empty();
  EXPECT_THAT(version_text(),
              HasSubstr(linked ? "OpenVINO 20" : "OpenVINO none (built without)\n"));
}

TEST(Version, AsksOnnxRuntimeItself) {
  const std::filesystem::path library = build_info::kOnnxRuntimeLibrary;
  if (!library.is_absolute()) GTEST_SKIP() << "tools/setup has not laid it into .deps";
  const auto version = library.filename().string().substr(std::string("libonnxruntime.so.").size());
  EXPECT_THAT(version_text(), HasSubstr("ONNX Runtime " + version + "\n"));
}

TEST(Version, SaysWhichOnnxRuntimeIsMissingAndHowToNameAnother) {
  setenv("OFA_ONNXRUNTIME", "/nowhere/libonnxruntime.so", 1);
  const std::string text = version_text();
  unsetenv("OFA_ONNXRUNTIME");
  EXPECT_THAT(text, HasSubstr("ONNX Runtime not found (/nowhere/libonnxruntime.so: "));
  EXPECT_THAT(text, HasSubstr("; OFA_ONNXRUNTIME names another)\n"));
}

}  // namespace
}  // namespace ofa
