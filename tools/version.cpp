#include "tools/version.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string_view>

#include "generated/build_info.h"
#include "generated/commit.h"

namespace ofa {

namespace {

// The first two entries of ONNX Runtime's C interface, the same in all its versions.
struct OrtApiBase {
  const void* (*get_api)(unsigned version);
  const char* (*get_version_string)();
};

std::string compiler() {
  const std::string_view sanitizers = build_info::kSanitizers;
  return fmt::format("{}, {}{}{}", build_info::kCompiler, build_info::kBuildType,
                     sanitizers.empty() ? "" : ", sanitizers ", sanitizers);
}

std::string linked(std::string_view version) {
  return std::string(version.empty() ? "none (built without)" : version);
}

std::string onnxruntime() {
  const char* chosen = std::getenv("OFA_ONNXRUNTIME");
  const std::string path = chosen != nullptr ? chosen : build_info::kOnnxRuntimeLibrary;
  const auto close = [](void* library) { dlclose(library); };
  const std::unique_ptr<void, decltype(close)> library(dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL),
                                                       close);
  if (!library) return fmt::format("not found ({}; OFA_ONNXRUNTIME names another)", dlerror());
  const auto get_api_base =
      reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library.get(), "OrtGetApiBase"));
  if (get_api_base == nullptr) return fmt::format("not found ({} is another library)", path);
  return get_api_base()->get_version_string();
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
      linked(build_info::kOpenVino), onnxruntime());
}

}  // namespace ofa
