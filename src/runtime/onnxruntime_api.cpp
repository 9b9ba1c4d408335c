#include "runtime/onnxruntime_api.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "generated/build_info.h"

namespace ofa {
namespace {

constexpr unsigned kApiVersion = 5;  // the first with all that we use; any later library has it

// The first two entries of its interface, the same in all its versions.
struct OrtApiBase {
  const void* (*get_api)(unsigned version);
  const char* (*get_version_string)();
};

// By the places that the functions have in the table.
OrtApi api_of(const void* table) {
  const auto* slots = static_cast<void* const*>(table);
  const auto take = [slots]<typename F>(F*& function, int slot) {
    function = reinterpret_cast<F*>(slots[slot]);
  };
  OrtApi api{};
  take(api.error_message, 2);
  take(api.create_env, 3);
  take(api.create_session, 8);
  take(api.run, 9);
  take(api.create_options, 10);
  take(api.set_optimization_level, 23);
  take(api.set_intra_op_threads, 24);
  take(api.set_inter_op_threads, 25);
  take(api.input_count, 30);
  take(api.output_count, 31);
  take(api.input_type, 33);
  take(api.output_type, 34);
  take(api.input_name, 36);
  take(api.output_name, 37);
  take(api.create_tensor, 49);
  take(api.tensor_data, 51);
  take(api.as_tensor_info, 55);
  take(api.element_type, 60);
  take(api.num_dimensions, 61);
  take(api.dimensions, 62);
  take(api.num_elements, 64);
  take(api.tensor_info, 65);
  take(api.create_cpu_memory_info, 69);
  take(api.allocator_free, 76);
  take(api.default_allocator, 78);
  take(api.release_status, 93);
  take(api.release_memory_info, 94);
  take(api.release_session, 95);
  take(api.release_value, 96);
  take(api.release_type_info, 98);
  take(api.release_tensor_info, 99);
  take(api.release_options, 100);
  take(api.add_config_entry, 130);
  return api;
}

// The one of the build by its name alone, which finds it where it was installed, by the program's
// run path; where it was built; the system's.
std::vector<std::string> usual_paths() {
  const std::filesystem::path built = build_info::kOnnxRuntimeLibrary;
  return {built.filename(), built, "libonnxruntime.so.1"};
}

OrtLibrary load() {
  OrtLibrary library;
  std::vector<std::string> paths = usual_paths();
  if (const char* chosen = std::getenv("OFA_ONNXRUNTIME")) paths = {chosen};
  void* handle = nullptr;  // stays for the process' life
  std::string path;
  for (size_t i = 0; i < paths.size() && handle == nullptr; ++i) {
    path = paths[i];
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == nullptr) {
    library.absence = fmt::format("not found ({}; OFA_ONNXRUNTIME names another)", dlerror());
    return library;
  }
  const auto get_api_base =
      reinterpret_cast<const OrtApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  if (get_api_base == nullptr) {
    library.absence = fmt::format("not found ({} is another library)", path);
    return library;
  }
  library.version = get_api_base()->get_version_string();
  const void* table = get_api_base()->get_api(kApiVersion);
  if (table == nullptr) {
    library.absence = fmt::format("{} is too old: its version {} lacks interface {}", path,
                                  library.version, kApiVersion);
    return library;
  }
  library.api = api_of(table);
  return library;
}

}  // namespace

const OrtLibrary& onnxruntime_library() {
  static const OrtLibrary library = load();
  return library;
}

}  // namespace ofa
