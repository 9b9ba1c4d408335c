#include "tools/version.h"

#include <fmt/format.h>

#include <string_view>

#include "generated/build_info.h"
#include "generated/commit.h"
#include "runtime/onnxruntime_api.h"
#include "runtime/openvino.h"

namespace ofa {

namespace {

std::string compiler() {
  const std::string_view sanitizers = build_info::kSanitizers;
  return fmt::format("{}, {}{}{}", build_info::kCompiler, build_info::kBuildType,
                     sanitizers.empty() ? "" : ", sanitizers ", sanitizers);
}

std::string linked(std::string_view version) {
  return std::string(version.empty() ? "none (built without)" : version);
}

std::string openvino() {
  return linked(openvino_runtime().absence.empty() ? build_info::kOpenVino : "");
}

std::string onnxruntime() {
  const OrtLibrary& library = onnxruntime_library();
  return library.absence.empty() ? library.version : library.absence;
}

}  // namespace

std::string version_text() {
  return fmt::format(
      "ofa {} (commit {})\n"
      "compiler {}\n"
      "LibTorch {}\n"
      "OpenVINO {}\n"
      "ONNX Runtime {}\n",
      build_info::kVersion, build_info::kCommit, compiler(), linked(build_info::kLibTorch),
      openvino(), onnxruntime());
}

}  // namespace ofa
