#include "runtime/openvino.h"

#include <algorithm>
#include <openvino/openvino.hpp>

#include "core/error.h"

namespace ofa {
namespace {

constexpr const char* kDevice = "CPU";

// What OpenVINO throws has a line for each of its source files that it came through; the last one
// says it.
Error openvino_error(const char* what, const std::exception& error) {
  std::string text = error.what();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const size_t line = text.rfind('\n');
  return Error("openvino cannot {} the model: {}", what,
               line == std::string::npos ? text : text.substr(line + 1));
}

ov::element::Type element_type(RuntimePrecision precision) {
  return precision == RuntimePrecision::kFloat ? ov::element::f32 : ov::element::bf16;
}

ov::Core& core() {
  static ov::Core core;
  return core;
}

class OpenVinoModel : public LoadedModel {
 public:
  OpenVinoModel(const std::string& bytes, const RuntimeOptions& options) {
    try {
      const std::shared_ptr<ov::Model> model = core().read_model(bytes, ov::Tensor());
      const ov::element::Type precision = element_type(options.precision);
      // Unasked, it computes in bfloat16 where the processor can.
      compiled_ = core().compile_model(
          model, kDevice, ov::hint::inference_precision(precision),
          ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY), ov::num_streams(1),
          ov::inference_num_threads(options.threads), ov::hint::enable_cpu_pinning(false));
      const auto chosen = compiled_.get_property(ov::hint::inference_precision);
      if (chosen != precision)
        throw Error("openvino computes in {} on this processor, not in {}", chosen.get_type_name(),
                    precision.get_type_name());
      request_ = compiled_.create_infer_request();
      read_signature();
    } catch (const ov::Exception& error) {
      throw openvino_error("load", error);
    }
  }

  std::vector<int64_t> input_shape() const override { return shape_; }
  size_t input_element_bytes() const override { return type_.size(); }
  size_t num_outputs() const override { return compiled_.outputs().size(); }

  void set_batch(int64_t images) override {
    if (shape_[0] > 0 && shape_[0] != images)
      throw Error("the model takes {} images at a time, not {}", shape_[0], images);
    ov::Shape shape(shape_.begin(), shape_.end());
    shape[0] = static_cast<size_t>(images);
    try {
      input_ = ov::Tensor(type_, shape);
      request_.set_input_tensor(input_);
    } catch (const ov::Exception& error) {
      throw openvino_error("run", error);
    }
  }
  std::span<std::byte> input() override {
    return {static_cast<std::byte*>(input_.data()), input_.get_byte_size()};
  }
  void call() override {
    try {
      request_.infer();
    } catch (const ov::Exception& error) {
      throw openvino_error("run", error);
    }
  }
  std::span<const float> output(size_t index) override {
    const ov::Tensor tensor = request_.get_output_tensor(index);
    return {tensor.data<const float>(), tensor.get_size()};
  }

 private:
  void read_signature() {
    if (compiled_.inputs().size() != 1)
      throw Error("expected a model of one input, found {}", compiled_.inputs().size());
    type_ = compiled_.input().get_element_type();
    for (const ov::Dimension& size : compiled_.input().get_partial_shape())
      shape_.push_back(size.is_static() ? size.get_length() : -1);
    const bool fixed = std::ranges::all_of(shape_.begin() + !shape_.empty(), shape_.end(),
                                           [](int64_t size) { return size > 0; });
    if (shape_.empty() || !fixed || (type_ != ov::element::f32 && type_ != ov::element::u8))
      throw Error("expected a model of one input, float32 or uint8 images of one size");
    for (const auto& output : compiled_.outputs())
      if (output.get_element_type() != ov::element::f32)
        throw Error("expected a model that gives float32 values");
  }

  ov::element::Type type_;
  std::vector<int64_t> shape_;
  ov::CompiledModel compiled_;
  ov::InferRequest request_;
  ov::Tensor input_;
};

std::unique_ptr<LoadedModel> load(const std::string& bytes, const RuntimeOptions& options) {
  return std::make_unique<OpenVinoModel>(bytes, options);
}

}  // namespace

Runtime openvino_runtime() {
  return {"openvino", ov::get_openvino_version().buildNumber, "", load};
}

}  // namespace ofa
