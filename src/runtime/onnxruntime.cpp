#include "runtime/onnxruntime.h"

#include <algorithm>

#include "core/error.h"
#include "runtime/onnxruntime_api.h"

namespace ofa {
namespace {

// Values of the C interface's enumerations.
constexpr int kLogErrors = 3;
constexpr int kOptimizeAll = 99;  // below it convolutions are 3 times slower
constexpr int kFloatType = 1, kBytesType = 2;
constexpr int kArenaAllocator = 1, kDefaultMemory = 0;

const OrtApi& api() {
  return onnxruntime_library().api;
}

void check(OrtStatus* status, const char* what) {
  if (status == nullptr) return;
  const std::string message = api().error_message(status);
  api().release_status(status);
  throw Error("onnxruntime cannot {} the model: {}", what, message);
}

template <typename T, void (*OrtApi::*function)(T*)>
struct Releaser {
  void operator()(T* object) const { (api().*function)(object); }
};
using Session = std::unique_ptr<OrtSession, Releaser<OrtSession, &OrtApi::release_session>>;
using SessionOptions =
    std::unique_ptr<OrtSessionOptions, Releaser<OrtSessionOptions, &OrtApi::release_options>>;
using OwnedValue = std::unique_ptr<OrtValue, Releaser<OrtValue, &OrtApi::release_value>>;
using MemoryInfo =
    std::unique_ptr<OrtMemoryInfo, Releaser<OrtMemoryInfo, &OrtApi::release_memory_info>>;
using TypeInfo = std::unique_ptr<OrtTypeInfo, Releaser<OrtTypeInfo, &OrtApi::release_type_info>>;
using TensorInfo =
    std::unique_ptr<OrtTensorInfo, Releaser<OrtTensorInfo, &OrtApi::release_tensor_info>>;

OrtEnv* environment() {
  static OrtEnv* const env = [] {
    OrtEnv* made = nullptr;
    check(api().create_env(kLogErrors, "ofa", &made), "prepare");
    return made;
  }();
  return env;
}

class OnnxRuntimeModel : public LoadedModel {
 public:
  OnnxRuntimeModel(const std::string& bytes, const RuntimeOptions& options) {
    if (options.precision != RuntimePrecision::kFloat)
      throw Error("onnxruntime computes in float32 on processors, not in bfloat16");
    OrtSessionOptions* made_options = nullptr;
    check(api().create_options(&made_options), "prepare");
    const SessionOptions session_options(made_options);
    check(api().set_optimization_level(made_options, kOptimizeAll), "prepare");
    check(api().set_intra_op_threads(made_options, options.threads), "prepare");
    check(api().set_inter_op_threads(made_options, 1), "prepare");
    // Threads that wait by spinning take the processor from those that work.
    check(api().add_config_entry(made_options, "session.intra_op.allow_spinning",
                                 options.threads > 1 ? "1" : "0"),
          "prepare");
    OrtSession* session = nullptr;
    check(api().create_session(environment(), bytes.data(), bytes.size(), made_options, &session),
          "load");
    session_.reset(session);
    OrtMemoryInfo* memory = nullptr;
    check(api().create_cpu_memory_info(kArenaAllocator, kDefaultMemory, &memory), "prepare");
    memory_.reset(memory);
    read_signature();
  }

  std::vector<int64_t> input_shape() const override { return shape_; }
  size_t input_element_bytes() const override {
    return input_type_ == kFloatType ? sizeof(float) : 1;
  }
  size_t num_outputs() const override { return output_names_.size(); }

  void set_batch(int64_t images) override {
    if (shape_[0] > 0 && shape_[0] != images)
      throw Error("the model takes {} images at a time, not {}", shape_[0], images);
    std::vector<int64_t> shape = shape_;
    shape[0] = images;
    size_t num_bytes = input_element_bytes();
    for (const int64_t size : shape) num_bytes *= static_cast<size_t>(size);
    bytes_.resize(num_bytes);
    OrtValue* value = nullptr;
    check(api().create_tensor(memory_.get(), bytes_.data(), bytes_.size(), shape.data(),
                              shape.size(), input_type_, &value),
          "run");
    input_.reset(value);
  }
  std::span<std::byte> input() override { return bytes_; }

  void call() override {
    const char* input_name = input_name_.c_str();
    const OrtValue* input = input_.get();
    std::vector<OrtValue*> results(output_names_.size(), nullptr);
    check(api().run(session_.get(), nullptr, &input_name, &input, 1, output_pointers_.data(),
                    output_pointers_.size(), results.data()),
          "run");
    outputs_.clear();
    for (OrtValue* result : results) outputs_.emplace_back(result);
  }

  std::span<const float> output(size_t index) override {
    OrtTensorInfo* made_info = nullptr;
    check(api().tensor_info(outputs_[index].get(), &made_info), "run");
    const TensorInfo info(made_info);
    size_t count = 0;
    check(api().num_elements(info.get(), &count), "run");
    void* data = nullptr;
    check(api().tensor_data(outputs_[index].get(), &data), "run");
    return {static_cast<const float*>(data), count};
  }

 private:
  void read_signature() {
    OrtAllocator* allocator = nullptr;
    check(api().default_allocator(&allocator), "load");
    const auto take = [&](char* name) {
      const std::string text = name;
      check(api().allocator_free(allocator, name), "load");
      return text;
    };
    size_t num_inputs = 0, num_outputs = 0;
    check(api().input_count(session_.get(), &num_inputs), "load");
    check(api().output_count(session_.get(), &num_outputs), "load");
    if (num_inputs != 1) throw Error("expected a model of one input, found {}", num_inputs);
    char* name = nullptr;
    check(api().input_name(session_.get(), 0, allocator, &name), "load");
    input_name_ = take(name);
    for (size_t i = 0; i < num_outputs; ++i) {
      check(api().output_name(session_.get(), i, allocator, &name), "load");
      output_names_.push_back(take(name));
    }
    for (const std::string& output : output_names_) output_pointers_.push_back(output.c_str());

    const auto [type, shape] = tensor_of(api().input_type, 0);
    input_type_ = type;
    shape_ = shape;
    const bool fixed = std::ranges::all_of(shape_.begin() + !shape_.empty(), shape_.end(),
                                           [](int64_t size) { return size > 0; });
    if (shape_.empty() || !fixed || (type != kFloatType && type != kBytesType))
      throw Error("expected a model of one input, float32 or uint8 images of one size");
    for (size_t i = 0; i < num_outputs; ++i)
      if (tensor_of(api().output_type, i).first != kFloatType)
        throw Error("expected a model that gives float32 values");
  }

  // The element type and the sizes that a model declares.
  std::pair<int, std::vector<int64_t>> tensor_of(OrtStatus* (*type_of)(const OrtSession*, size_t,
                                                                       OrtTypeInfo**),
                                                 size_t index) const {
    OrtTypeInfo* made_type = nullptr;
    check(type_of(session_.get(), index, &made_type), "load");
    const TypeInfo type(made_type);
    const OrtTensorInfo* tensor = nullptr;
    check(api().as_tensor_info(type.get(), &tensor), "load");
    if (tensor == nullptr) throw Error("the model takes or gives what is no tensor");
    int element_type = 0;
    check(api().element_type(tensor, &element_type), "load");
    size_t num_sizes = 0;
    check(api().num_dimensions(tensor, &num_sizes), "load");
    std::vector<int64_t> sizes(num_sizes);
    check(api().dimensions(tensor, sizes.data(), num_sizes), "load");
    return {element_type, sizes};
  }

  Session session_;
  MemoryInfo memory_;
  std::string input_name_;
  std::vector<std::string> output_names_;
  std::vector<const char*> output_pointers_;
  std::vector<int64_t> shape_;
  int input_type_ = kFloatType;
  std::vector<std::byte> bytes_;
  OwnedValue input_;
  std::vector<OwnedValue> outputs_;
};

std::unique_ptr<LoadedModel> load(const std::string& bytes, const RuntimeOptions& options) {
  return std::make_unique<OnnxRuntimeModel>(bytes, options);
}

}  // namespace

Runtime onnxruntime_runtime() {
  const OrtLibrary& library = onnxruntime_library();
  return {"onnxruntime", library.version, library.absence, load};
}

}  // namespace ofa
