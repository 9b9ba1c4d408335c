#include "runtime/openvino.h"

#include <openvino/openvino.hpp>

#include "core/error.h"

namespace ofa {
namespace {

constexpr const char* kDevice = "CPU";

// What OpenVINO throws is long and names its own source files; the first line says it.
Error openvino_error(const char* what, const std::exception& error) {
  return Error("openvino cannot {} the model: {}", what, error.what());
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
    } catch (const ov::Exception& error) {
      throw openvino_error("load", error);
    }
  }

  std::vector<int64_t> input_shape() const override {
    std::vector<int64_t> shape;
    for (const ov::Dimension& size : compiled_.input().get_partial_shape())
      shape.push_back(size.is_static() ? size.get_length() : -1);
    return shape;
  }
  size_t input_element_bytes() const override {
    return compiled_.input().get_element_type().size();
  }
  size_t num_outputs() const override { return compiled_.outputs().size(); }

  void set_batch(int64_t images) override {
    const ov::PartialShape declared = compiled_.input().get_partial_shape();
    if (declared[0].is_static() && declared[0].get_length() != images)
      throw Error("the model takes {} images at a time, not {}", declared[0].get_length(), images);
    ov::Shape shape{static_cast<size_t>(images)};
    for (size_t i = 1; i < declared.size(); ++i)
      shape.push_back(static_cast<size_t>(declared[i].get_length()));
    input_ = ov::Tensor(compiled_.input().get_element_type(), shape);
    request_.set_input_tensor(input_);
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
