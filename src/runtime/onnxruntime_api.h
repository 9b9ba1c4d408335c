#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ofa {

struct OrtEnv;
struct OrtStatus;
struct OrtSession;
struct OrtSessionOptions;
struct OrtValue;
struct OrtMemoryInfo;
struct OrtTypeInfo;
struct OrtTensorInfo;
struct OrtAllocator;

// What we use of ONNX Runtime's C interface: a table of functions whose order never changes, in a
// library that is loaded when it is first asked for. (Its package has no headers.)
struct OrtApi {
  const char* (*error_message)(const OrtStatus*);
  OrtStatus* (*create_env)(int log_level, const char* name, OrtEnv** out);
  OrtStatus* (*create_session)(const OrtEnv*, const void* bytes, size_t num_bytes,
                               const OrtSessionOptions*, OrtSession** out);
  OrtStatus* (*run)(OrtSession*, const void* run_options, const char* const* input_names,
                    const OrtValue* const* inputs, size_t num_inputs,
                    const char* const* output_names, size_t num_outputs, OrtValue** outputs);
  OrtStatus* (*create_options)(OrtSessionOptions** out);
  OrtStatus* (*set_optimization_level)(OrtSessionOptions*, int level);
  OrtStatus* (*set_intra_op_threads)(OrtSessionOptions*, int threads);
  OrtStatus* (*set_inter_op_threads)(OrtSessionOptions*, int threads);
  OrtStatus* (*input_count)(const OrtSession*, size_t* out);
  OrtStatus* (*output_count)(const OrtSession*, size_t* out);
  OrtStatus* (*input_type)(const OrtSession*, size_t index, OrtTypeInfo** out);
  OrtStatus* (*output_type)(const OrtSession*, size_t index, OrtTypeInfo** out);
  OrtStatus* (*input_name)(const OrtSession*, size_t index, OrtAllocator*, char** out);
  OrtStatus* (*output_name)(const OrtSession*, size_t index, OrtAllocator*, char** out);
  OrtStatus* (*create_tensor)(const OrtMemoryInfo*, void* data, size_t num_bytes,
                              const int64_t* shape, size_t num_sizes, int element_type,
                              OrtValue** out);
  OrtStatus* (*tensor_data)(OrtValue*, void** out);
  OrtStatus* (*as_tensor_info)(const OrtTypeInfo*, const OrtTensorInfo** out);
  OrtStatus* (*element_type)(const OrtTensorInfo*, int* out);
  OrtStatus* (*num_dimensions)(const OrtTensorInfo*, size_t* out);
  OrtStatus* (*dimensions)(const OrtTensorInfo*, int64_t* out, size_t count);
  OrtStatus* (*num_elements)(const OrtTensorInfo*, size_t* out);
  OrtStatus* (*tensor_info)(const OrtValue*, OrtTensorInfo** out);
  OrtStatus* (*create_cpu_memory_info)(int allocator, int memory, OrtMemoryInfo** out);
  OrtStatus* (*allocator_free)(OrtAllocator*, void*);
  OrtStatus* (*default_allocator)(OrtAllocator** out);  // not to be released
  OrtStatus* (*add_config_entry)(OrtSessionOptions*, const char* key, const char* value);
  void (*release_status)(OrtStatus*);
  void (*release_memory_info)(OrtMemoryInfo*);
  void (*release_session)(OrtSession*);
  void (*release_value)(OrtValue*);
  void (*release_type_info)(OrtTypeInfo*);
  void (*release_tensor_info)(OrtTensorInfo*);
  void (*release_options)(OrtSessionOptions*);
};

// The library, or why there is none.
struct OrtLibrary {
  OrtApi api{};
  std::string version;
  std::string absence;
};
const OrtLibrary& onnxruntime_library();

}  // namespace ofa
