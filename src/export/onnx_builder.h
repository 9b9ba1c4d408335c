#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ofa {

template <typename T>
constexpr onnx::TensorProto::DataType onnx_type() {
  if constexpr (std::is_same_v<T, float>) return onnx::TensorProto::FLOAT;
  if constexpr (std::is_same_v<T, uint8_t>) return onnx::TensorProto::UINT8;
  if constexpr (std::is_same_v<T, int8_t>) return onnx::TensorProto::INT8;
  if constexpr (std::is_same_v<T, int32_t>) return onnx::TensorProto::INT32;
  if constexpr (std::is_same_v<T, int64_t>) return onnx::TensorProto::INT64;
}

// An attribute of a node.
void set(onnx::NodeProto& node, const char* name, int64_t value);
void set(onnx::NodeProto& node, const char* name, float value);
void set(onnx::NodeProto& node, const char* name, const std::vector<int64_t>& values);

// An ONNX model (opset 17, IR 8), node by node.
class OnnxBuilder {
 public:
  explicit OnnxBuilder(const std::map<std::string, std::string>& metadata);

  // Sizes are those of one image.
  void input(const std::string& name, onnx::TensorProto::DataType type,
             std::optional<int64_t> batch, const std::vector<int64_t>& sizes);
  void output(const std::string& name, std::optional<int64_t> batch,
              const std::vector<int64_t>& sizes);
  onnx::NodeProto& node(const char* type, const std::string& name,
                        const std::vector<std::string>& inputs, const std::string& output);

  template <typename T>
  std::string constant(const std::string& name, const std::vector<int64_t>& shape,
                       const std::vector<T>& values) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx_type<T>());
    for (const int64_t size : shape) tensor.add_dims(size);
    tensor.set_raw_data(values.data(), values.size() * sizeof(T));
    return name;
  }

  std::string bytes();  // with the checksum of all the rest

 private:
  onnx::ModelProto model_;
};

}  // namespace ofa
