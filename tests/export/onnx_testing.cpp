#include "tests/export/onnx_testing.h"

#include <onnx/shape_inference/implementation.h>

#include <map>
#include <vector>

namespace ofa {

onnx::ModelProto parsed(const std::string& bytes) {
  onnx::ModelProto model;
  model.ParseFromString(bytes);
  return model;
}

int64_t macs_of_nodes(const std::string& bytes) {
  onnx::ModelProto model = parsed(bytes);
  onnx::shape_inference::InferShapes(model);
  std::map<std::string, std::vector<int64_t>> shapes;
  const auto note = [&](const onnx::ValueInfoProto& value) {
    for (const auto& dim : value.type().tensor_type().shape().dim())
      shapes[value.name()].push_back(dim.dim_value());
  };
  for (const auto& value : model.graph().value_info()) note(value);
  for (const auto& value : model.graph().output()) note(value);
  std::map<std::string, int64_t> weights;
  for (const auto& tensor : model.graph().initializer()) {
    weights[tensor.name()] = 1;
    for (const int64_t size : tensor.dims()) weights[tensor.name()] *= size;
  }
  int64_t macs = 0;
  for (const auto& node : model.graph().node()) {
    if (node.op_type() != "Conv" && node.op_type() != "Gemm") continue;
    const std::vector<int64_t>& shape = shapes.at(node.output(0));
    macs += weights.at(node.input(1)) * (shape.size() == 4 ? shape[2] * shape[3] : 1);
  }
  return macs;
}

}  // namespace ofa
