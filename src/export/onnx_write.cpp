#include "export/onnx_write.h"

#include <onnx/onnx_pb.h>

#include <bit>
#include <cstring>

#include "export/onnx_checksum.h"
#include "generated/build_info.h"

namespace ofa {
namespace {

static_assert(std::endian::native == std::endian::little, "as ONNX stores numbers");

constexpr int kOpset = 17;
constexpr int kIr = 8;

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

template <typename T>
constexpr onnx::TensorProto::DataType data_type() {
  if constexpr (std::is_same_v<T, float>) return onnx::TensorProto::FLOAT;
  if constexpr (std::is_same_v<T, uint8_t>) return onnx::TensorProto::UINT8;
  if constexpr (std::is_same_v<T, int8_t>) return onnx::TensorProto::INT8;
  if constexpr (std::is_same_v<T, int32_t>) return onnx::TensorProto::INT32;
  if constexpr (std::is_same_v<T, int64_t>) return onnx::TensorProto::INT64;
}

class Writer {
 public:
  Writer(const Network& network, const OnnxOptions& options)
      : network_(network), options_(options), out_(*model_.mutable_graph()) {}

  std::string run() {
    write_header();
    write_input();
    const Graph& graph = network_.graph;
    quantize(graph.input);
    for (size_t i = 0; i < graph.ops.size(); ++i) {
      op_ = &graph.ops[i];
      reads_bytes_ = options_.quantization && options_.quantization->reads_bytes[i];
      std::visit(*this, op_->operation);
      quantize(op_->output);
    }
    write_output();
    return sealed(model_);
  }

  void operator()(const Conv& conv) {
    const int64_t half = conv.kernel / 2;
    onnx::NodeProto& conv_node = weighted_node("Conv");
    set(conv_node, "kernel_shape", {conv.kernel, conv.kernel});
    set(conv_node, "strides", {conv.stride, conv.stride});
    set(conv_node, "pads", {half, half, half, half});
    set(conv_node, "group", conv.depthwise ? network_.graph.channels(op_->output) : int64_t{1});
  }
  void operator()(const Linear&) { set(weighted_node("Gemm"), "transB", int64_t{1}); }
  void operator()(const Activation& activation) {
    switch (activation.act) {
      case Act::kNone:
        node("Identity");
        return;
      case Act::kRelu:
        node("Relu");
        return;
      case Act::kRelu6: {
        onnx::NodeProto& clip = node("Clip");
        clip.add_input(constant<float>(op_->name + ".min", {}, {0}));
        clip.add_input(constant<float>(op_->name + ".max", {}, {6}));
        return;
      }
      case Act::kHSwish:
        node("HardSwish");
        return;
      case Act::kSwish: {
        const std::string gate = op_->name + ".gate";
        add_node("Sigmoid", gate, {read(0)}, gate);
        node("Mul").add_input(gate);
        return;
      }
      case Act::kSigmoid:
        node("Sigmoid");
        return;
      case Act::kHSigmoid: {
        onnx::NodeProto& sigmoid = node("HardSigmoid");
        set(sigmoid, "alpha", 1.0f / 6);
        set(sigmoid, "beta", 0.5f);
        return;
      }
    }
  }
  void operator()(const Add&) { node("Add"); }
  void operator()(const Mul&) { node("Mul"); }
  void operator()(const GlobalPool&) { node("GlobalAveragePool"); }
  void operator()(const AveragePool& pool) {
    onnx::NodeProto& pooling = pool_node("AveragePool", pool.kernel, pool.stride, pool.padding);
    set(pooling, "ceil_mode", int64_t{pool.ceil_mode});
    set(pooling, "count_include_pad", int64_t{pool.count_padding});
  }
  void operator()(const MaxPool& pool) {
    pool_node("MaxPool", pool.kernel, pool.stride, pool.padding);
  }
  void operator()(const Reshape&) { set(node("Flatten"), "axis", int64_t{1}); }
  void operator()(const SliceChannels& slice) {
    onnx::NodeProto& slicing = node("Slice");
    slicing.add_input(constant<int64_t>(op_->name + ".first", {1}, {slice.first}));
    slicing.add_input(constant<int64_t>(op_->name + ".end", {1}, {slice.end}));
    slicing.add_input(constant<int64_t>(op_->name + ".axis", {1}, {1}));
  }
  void operator()(const BatchNorm&) { throw std::logic_error("to_onnx: a network with norms"); }
  void operator()(const Dropout&) { throw std::logic_error("to_onnx: a network with dropout"); }

 private:
  void write_header() {
    model_.set_ir_version(kIr);
    model_.set_producer_name("ofa");
    model_.set_producer_version(build_info::kVersion);
    onnx::OperatorSetIdProto& opset = *model_.add_opset_import();
    opset.set_domain("");
    opset.set_version(kOpset);
    for (const auto& [key, value] : options_.metadata) {
      onnx::StringStringEntryProto& entry = *model_.add_metadata_props();
      entry.set_key(key);
      entry.set_value(value);
    }
    out_.set_name("network");
  }

  onnx::TypeProto::Tensor& declare(onnx::ValueInfoProto& value, const std::string& name,
                                   onnx::TensorProto::DataType type) {
    value.set_name(name);
    onnx::TypeProto::Tensor& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    onnx::TensorShapeProto::Dimension& batch = *tensor.mutable_shape()->add_dim();
    if (options_.batch) {
      batch.set_dim_value(*options_.batch);
    } else {
      batch.set_dim_param("N");
    }
    return tensor;
  }

  void write_input() {
    const Value& value = network_.graph.values[network_.graph.input];
    const int64_t channels = network_.graph.channels(network_.graph.input);
    onnx::TypeProto::Tensor& tensor =
        declare(*out_.add_input(), kInputName,
                options_.pixels ? onnx::TensorProto::UINT8 : onnx::TensorProto::FLOAT);
    const std::vector<int64_t> sizes =
        options_.pixels ? std::vector<int64_t>{value.height, value.width, channels}
                        : std::vector<int64_t>{channels, value.height, value.width};
    for (const int64_t size : sizes) tensor.mutable_shape()->add_dim()->set_dim_value(size);
    if (options_.pixels) write_preprocessing(channels);
  }

  // Bytes [N, H, W, C] to (x / 255 - mean) / std, [N, C, H, W].
  void write_preprocessing(int64_t channels) {
    std::vector<float> scale, shift;
    for (int64_t c = 0; c < channels; ++c) {
      scale.push_back(static_cast<float>(1 / (255 * options_.pixels->std[c])));
      shift.push_back(static_cast<float>(-options_.pixels->mean[c] / options_.pixels->std[c]));
    }
    const std::vector<int64_t> per_channel{1, channels, 1, 1};
    const std::string name = "preprocess.";
    set(add_node("Transpose", name + "planes", {kInputName}, name + "planes"), "perm",
        std::vector<int64_t>{0, 3, 1, 2});
    set(add_node("Cast", name + "floats", {name + "planes"}, name + "floats"), "to",
        int64_t{onnx::TensorProto::FLOAT});
    add_node("Mul", name + "scaled",
             {name + "floats", constant(name + "scale", per_channel, scale)}, name + "scaled");
    add_node("Add", name + "normalised",
             {name + "scaled", constant(name + "shift", per_channel, shift)}, input_value());
  }

  std::string input_value() const { return options_.pixels ? "preprocess.normalised" : kInputName; }

  void write_output() {
    onnx::TypeProto::Tensor& tensor =
        declare(*out_.add_output(), onnx_name(network_.graph, network_.graph.output),
                onnx::TensorProto::FLOAT);
    const Value& value = network_.graph.values[network_.graph.output];
    tensor.mutable_shape()->add_dim()->set_dim_value(
        network_.graph.channels(network_.graph.output));
    if (value.is_matrix()) return;
    tensor.mutable_shape()->add_dim()->set_dim_value(value.height);
    tensor.mutable_shape()->add_dim()->set_dim_value(value.width);
  }

  onnx::NodeProto& add_node(const char* type, const std::string& name,
                            const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto& added = *out_.add_node();
    added.set_op_type(type);
    added.set_name(name);
    for (const std::string& input : inputs) added.add_input(input);
    added.add_output(output);
    return added;
  }

  // For the operation at hand: its name, what it reads, what it gives.
  onnx::NodeProto& node(const char* type) {
    std::vector<std::string> inputs;
    for (size_t i = 0; i < op_->inputs.size(); ++i) inputs.push_back(read(i));
    return add_node(type, op_->name, inputs, value_name(op_->output));
  }

  onnx::NodeProto& pool_node(const char* type, int64_t kernel, int64_t stride, int64_t padding) {
    onnx::NodeProto& pool = node(type);
    set(pool, "kernel_shape", {kernel, kernel});
    set(pool, "strides", {stride, stride});
    set(pool, "pads", {padding, padding, padding, padding});
    return pool;
  }

  onnx::NodeProto& weighted_node(const char* type) {
    std::vector<std::string> parameters;
    if (reads_bytes_) {
      parameters = byte_parameters();
    } else {
      for (const ParamId id : op_->parameters)
        parameters.push_back(
            constant(network_.graph.parameters[id].name, sizes(id), network_.values[id]));
    }
    onnx::NodeProto& added = node(type);
    for (const std::string& parameter : parameters) added.add_input(parameter);
    return added;
  }

  std::vector<std::string> byte_parameters() {
    const ByteLayer layer = quantize_layer(network_, *op_, *options_.quantization);
    const auto name = [&](size_t i) { return network_.graph.parameters[op_->parameters[i]].name; };
    std::vector<std::string> names{
        dequantized(name(0), sizes(op_->parameters[0]), layer.weight, layer.weight_scales)};
    if (!layer.bias.empty())
      names.push_back(
          dequantized(name(1), sizes(op_->parameters[1]), layer.bias, layer.bias_scales));
    return names;
  }

  template <typename T>
  std::string dequantized(const std::string& name, const std::vector<int64_t>& shape,
                          const std::vector<T>& values, const std::vector<float>& scales) {
    const auto channels = static_cast<int64_t>(scales.size());
    const std::vector<std::string> inputs{constant(name, shape, values),
                                          constant(name + ".scale", {channels}, scales)};
    set(add_node("DequantizeLinear", name + ".dequantize", inputs, name + ".dequantized"), "axis",
        int64_t{0});
    return name + ".dequantized";
  }

  // A value to bytes and back, for those who read it so.
  void quantize(ValueId value) {
    if (!options_.quantization || !options_.quantization->scales[value]) return;
    const ByteScale& scale = *options_.quantization->scales[value];
    const std::string name = value_name(value);
    const std::string scale_name = constant<float>(name + ".scale", {}, {scale.scale});
    const std::string zero_name = constant<uint8_t>(name + ".zero", {}, {scale.zero_point});
    add_node("QuantizeLinear", name + ".quantize", {name, scale_name, zero_name}, name + ".bytes");
    add_node("DequantizeLinear", name + ".dequantize", {name + ".bytes", scale_name, zero_name},
             name + ".dequantized");
  }

  std::string read(size_t input) const {
    const std::string name = value_name(op_->inputs[input]);
    return reads_bytes_ ? name + ".dequantized" : name;
  }

  std::string value_name(ValueId value) const {
    return value == network_.graph.input ? input_value() : onnx_name(network_.graph, value);
  }

  std::vector<int64_t> sizes(ParamId id) const {
    std::vector<int64_t> sizes;
    for (const Axis& axis : network_.graph.parameters[id].axes)
      sizes.push_back(network_.graph.dims[axis.dim].active);
    return sizes;
  }

  template <typename T>
  std::string constant(const std::string& name, const std::vector<int64_t>& shape,
                       const std::vector<T>& values) {
    onnx::TensorProto& tensor = *out_.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(data_type<T>());
    for (const int64_t size : shape) tensor.add_dims(size);
    tensor.set_raw_data(values.data(), values.size() * sizeof(T));
    return name;
  }

  const Network& network_;
  const OnnxOptions& options_;
  onnx::ModelProto model_;
  onnx::GraphProto& out_;
  const Op* op_ = nullptr;
  bool reads_bytes_ = false;
};

}  // namespace

std::string to_onnx(const Network& folded, const OnnxOptions& options) {
  return Writer(folded, options).run();
}

std::string onnx_name(const Graph& graph, ValueId value) {
  if (value == graph.input) return kInputName;
  if (value == graph.output) return kOutputName;
  for (const Op& op : graph.ops)
    if (op.output == value) return op.name;
  throw std::logic_error("onnx_name: a value that nobody gives");
}

}  // namespace ofa
