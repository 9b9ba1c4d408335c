#include "export/onnx_builder.h"

#include <bit>

#include "export/onnx_checksum.h"
#include "generated/build_info.h"

namespace ofa {
namespace {

static_assert(std::endian::native == std::endian::little, "as ONNX stores numbers");

constexpr int kOpset = 17;
constexpr int kIr = 8;

void declare(onnx::ValueInfoProto& value, const std::string& name, onnx::TensorProto::DataType type,
             std::optional<int64_t> batch, const std::vector<int64_t>& sizes) {
  value.set_name(name);
  onnx::TypeProto::Tensor& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  onnx::TensorShapeProto::Dimension& first = *tensor.mutable_shape()->add_dim();
  if (batch) {
    first.set_dim_value(*batch);
  } else {
    first.set_dim_param("N");
  }
  for (const int64_t size : sizes) tensor.mutable_shape()->add_dim()->set_dim_value(size);
}

}  // namespace

void set(onnx::NodeProto& node, const char* name, int64_t value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void set(onnx::NodeProto& node, const char* name, float value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void set(onnx::NodeProto& node, const char* name, const std::vector<int64_t>& values) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const int64_t value : values) attribute.add_ints(value);
}

OnnxBuilder::OnnxBuilder(const std::map<std::string, std::string>& metadata) {
  model_.set_ir_version(kIr);
  model_.set_producer_name("ofa");
  model_.set_producer_version(build_info::kVersion);
  onnx::OperatorSetIdProto& opset = *model_.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  for (const auto& [key, value] : metadata) {
    onnx::StringStringEntryProto& entry = *model_.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  model_.mutable_graph()->set_name("network");
}

void OnnxBuilder::input(const std::string& name, onnx::TensorProto::DataType type,
                        std::optional<int64_t> batch, const std::vector<int64_t>& sizes) {
  declare(*model_.mutable_graph()->add_input(), name, type, batch, sizes);
}

void OnnxBuilder::output(const std::string& name, std::optional<int64_t> batch,
                         const std::vector<int64_t>& sizes) {
  declare(*model_.mutable_graph()->add_output(), name, onnx::TensorProto::FLOAT, batch, sizes);
}

onnx::NodeProto& OnnxBuilder::node(const char* type, const std::string& name,
                                   const std::vector<std::string>& inputs,
                                   const std::string& output) {
  onnx::NodeProto& added = *model_.mutable_graph()->add_node();
  added.set_op_type(type);
  added.set_name(name);
  for (const std::string& input : inputs) added.add_input(input);
  added.add_output(output);
  return added;
}

std::string OnnxBuilder::bytes() {
  return sealed(model_);
}

}  // namespace ofa
