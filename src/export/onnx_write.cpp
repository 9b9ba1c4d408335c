#include "export/onnx_write.h"

#include <stdexcept>

#include "data/normalise.h"
#include "export/onnx_builder.h"

namespace ofa {
namespace {

class Writer {
 public:
  Writer(const Network& network, const OnnxOptions& options)
      : network_(network), options_(options), out_(options.metadata) {}

  std::string run() {
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
    return out_.bytes();
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
        clip.add_input(out_.constant<float>(op_->name + ".min", {}, {0}));
        clip.add_input(out_.constant<float>(op_->name + ".max", {}, {6}));
        return;
      }
      case Act::kHSwish:
        node("HardSwish");
        return;
      case Act::kSwish: {
        const std::string gate = op_->name + ".gate";
        out_.node("Sigmoid", gate, {read(0)}, gate);
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
    slicing.add_input(out_.constant<int64_t>(op_->name + ".first", {1}, {slice.first}));
    slicing.add_input(out_.constant<int64_t>(op_->name + ".end", {1}, {slice.end}));
    slicing.add_input(out_.constant<int64_t>(op_->name + ".axis", {1}, {1}));
  }
  void operator()(const BatchNorm&) { throw std::logic_error("to_onnx: a network with norms"); }
  void operator()(const Dropout&) { throw std::logic_error("to_onnx: a network with dropout"); }

 private:
  void write_input() {
    const Value& value = network_.graph.values[network_.graph.input];
    const int64_t channels = network_.graph.channels(network_.graph.input);
    if (options_.pixels) {
      out_.input(kInputName, onnx::TensorProto::UINT8, options_.batch,
                 {value.height, value.width, channels});
      write_preprocessing(channels);
    } else {
      out_.input(kInputName, onnx::TensorProto::FLOAT, options_.batch,
                 {channels, value.height, value.width});
    }
  }

  // Bytes [N, H, W, C] to (x / 255 - mean) / std, [N, C, H, W].
  void write_preprocessing(int64_t channels) {
    std::vector<float> scale, shift;
    for (int64_t c = 0; c < channels; ++c) {
      const PixelScale pixel = pixel_scale(options_.pixels->mean[c], options_.pixels->std[c]);
      scale.push_back(pixel.scale);
      shift.push_back(pixel.shift);
    }
    const std::vector<int64_t> per_channel{1, channels, 1, 1};
    const std::string name = "preprocess.";
    set(out_.node("Transpose", name + "planes", {kInputName}, name + "planes"), "perm",
        std::vector<int64_t>{0, 3, 1, 2});
    set(out_.node("Cast", name + "floats", {name + "planes"}, name + "floats"), "to",
        int64_t{onnx::TensorProto::FLOAT});
    out_.node("Mul", name + "scaled",
              {name + "floats", out_.constant(name + "scale", per_channel, scale)},
              name + "scaled");
    out_.node("Add", name + "normalised",
              {name + "scaled", out_.constant(name + "shift", per_channel, shift)}, input_value());
  }

  std::string input_value() const { return options_.pixels ? "preprocess.normalised" : kInputName; }

  void write_output() {
    const Value& value = network_.graph.values[network_.graph.output];
    std::vector<int64_t> sizes{network_.graph.channels(network_.graph.output)};
    if (!value.is_matrix()) sizes.insert(sizes.end(), {value.height, value.width});
    out_.output(onnx_name(network_.graph, network_.graph.output), options_.batch, sizes);
  }

  // For the operation at hand: its name, what it reads, what it gives.
  onnx::NodeProto& node(const char* type) {
    std::vector<std::string> inputs;
    for (size_t i = 0; i < op_->inputs.size(); ++i) inputs.push_back(read(i));
    return out_.node(type, op_->name, inputs, value_name(op_->output));
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
            out_.constant(network_.graph.parameters[id].name, sizes(id), network_.values[id]));
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
    const std::vector<std::string> inputs{out_.constant(name, shape, values),
                                          out_.constant(name + ".scale", {channels}, scales)};
    set(out_.node("DequantizeLinear", name + ".dequantize", inputs, name + ".dequantized"), "axis",
        int64_t{0});
    return name + ".dequantized";
  }

  // A value to bytes and back, for those who read it so.
  void quantize(ValueId value) {
    if (!options_.quantization || !options_.quantization->scales[value]) return;
    const ByteScale& scale = *options_.quantization->scales[value];
    const std::string name = value_name(value);
    const std::string scale_name = out_.constant<float>(name + ".scale", {}, {scale.scale});
    const std::string zero_name = out_.constant<uint8_t>(name + ".zero", {}, {scale.zero_point});
    out_.node("QuantizeLinear", name + ".quantize", {name, scale_name, zero_name}, name + ".bytes");
    out_.node("DequantizeLinear", name + ".dequantize", {name + ".bytes", scale_name, zero_name},
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
    return network_.graph.active_sizes(network_.graph.parameters[id]);
  }

  const Network& network_;
  const OnnxOptions& options_;
  OnnxBuilder out_;
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
