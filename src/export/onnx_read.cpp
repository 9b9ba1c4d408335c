#include "export/onnx_read.h"

#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include "core/error.h"
#include "export/model_card.h"
#include "export/onnx_checksum.h"

namespace ofa {
namespace {

onnx::ModelProto parse(std::string_view bytes, const std::string& file) {
  onnx::ModelProto model;
  if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !model.has_graph())
    throw Error("{}: not a whole ONNX model ({} bytes); export it again", file, bytes.size());
  return model;
}

std::vector<int64_t> sizes_of(const onnx::ValueInfoProto& value) {
  std::vector<int64_t> sizes;
  for (const auto& dim : value.type().tensor_type().shape().dim())
    sizes.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
  return sizes;
}

}  // namespace

OnnxDescription read_onnx(std::string_view bytes, const std::string& file) {
  const onnx::ModelProto model = parse(bytes, file);
  OnnxDescription description;
  for (const auto& entry : model.metadata_props())
    description.metadata[entry.key()] = entry.value();
  const auto format = description.metadata.find("format");
  if (format == description.metadata.end() || format->second != kModelFormat)
    throw Error("{}: not a model that ofa exported (its metadata have no format {})", file,
                kModelFormat);
  if (!is_sealed(model))
    throw Error(Exit::kNo, "{}: changed after its export: it is not what its checksum is of", file);
  const onnx::GraphProto& graph = model.graph();
  if (graph.input_size() != 1 || graph.output_size() != 1)
    throw Error("{}: expected one input and one output, found {} and {}", file, graph.input_size(),
                graph.output_size());
  const std::vector<int64_t> input = sizes_of(graph.input(0)), output = sizes_of(graph.output(0));
  if (input.size() != 4 || output.size() != 2)
    throw Error("{}: expected images of 4 sizes and logits of 2, found {} and {}", file,
                input.size(), output.size());
  const int takes = graph.input(0).type().tensor_type().elem_type();
  const int gives = graph.output(0).type().tensor_type().elem_type();
  if ((takes != onnx::TensorProto::FLOAT && takes != onnx::TensorProto::UINT8) ||
      gives != onnx::TensorProto::FLOAT)
    throw Error(
        "{}: expected float32 or uint8 images and float32 logits, found ONNX's types {} "
        "and {}",
        file, takes, gives);
  description.takes_pixels = takes == onnx::TensorProto::UINT8;
  description.image.assign(input.begin() + 1, input.end());
  description.num_classes = output[1];
  return description;
}

void check_onnx(std::string_view bytes, const std::string& file) {
  onnx::ModelProto model = parse(bytes, file);
  try {
    onnx::checker::check_model(model);
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(),
                                       onnx::ShapeInferenceOptions(true, 1, true));
  } catch (const std::exception& error) {
    throw Error("{}: ONNX's checker refuses it: {}", file, error.what());
  }
}

std::string with_outputs(std::string_view bytes, const std::vector<std::string>& values) {
  onnx::ModelProto model = parse(bytes, "model");
  for (const std::string& value : values) {
    onnx::ValueInfoProto& output = *model.mutable_graph()->add_output();
    output.set_name(value);
    output.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  }
  return model.SerializeAsString();
}

}  // namespace ofa
