#include "export/quantization.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ofa {
namespace {

constexpr double kMostBias = 1 << 30;  // of an int32: room for the products

// What runtimes clip with in the same pass as the convolution before it.
bool is_fused_clip(const Op& op) {
  const auto* activation = std::get_if<Activation>(&op.operation);
  return activation && (activation->act == Act::kRelu || activation->act == Act::kRelu6);
}

class Planner {
 public:
  Planner(const Graph& graph, const std::set<std::string>& kept)
      : graph_(graph), reads_bytes_(graph.ops.size(), false), readers_(graph.values.size()) {
    for (size_t i = 0; i < graph.ops.size(); ++i) {
      producer_[graph.ops[i].output] = i;
      for (const ValueId input : graph.ops[i].inputs) readers_[input].push_back(i);
      reads_bytes_[i] = has_weights(graph.ops[i]) && !kept.contains(graph.ops[i].name);
    }
  }

  Quantization run() {
    std::vector<bool> result = reads_bytes_;
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      const Op& op = graph_.ops[i];
      if (has_weights(op) || is_fused_clip(op)) continue;
      result[i] = std::holds_alternative<Activation>(op.operation) ? follows_byte_layer(op)
                                                                   : is_next_to_byte_layer(op);
    }
    Quantization quantization;
    quantization.reads_bytes = result;
    quantization.scales.resize(graph_.values.size());
    return quantization;
  }

 private:
  // A layer in bytes gives the value, if need be through a clip.
  bool is_of_byte_layer(ValueId value) const {
    const auto producer = producer_.find(value);
    if (producer == producer_.end()) return false;
    const Op& op = graph_.ops[producer->second];
    return is_fused_clip(op) ? is_of_byte_layer(op.inputs[0]) : reads_bytes_[producer->second];
  }
  bool follows_byte_layer(const Op& op) const { return is_of_byte_layer(op.inputs[0]); }
  bool is_next_to_byte_layer(const Op& op) const {
    return std::ranges::any_of(op.inputs, [&](ValueId v) { return is_of_byte_layer(v); }) ||
           std::ranges::any_of(readers_[op.output], [&](size_t i) { return reads_bytes_[i]; });
  }

  const Graph& graph_;
  std::vector<bool> reads_bytes_;  // layers alone
  std::vector<std::vector<size_t>> readers_;
  std::map<ValueId, size_t> producer_;
};

}  // namespace

ByteScale byte_scale(double low, double high) {
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  const double scale = high > low ? (high - low) / 255 : 1;
  return {static_cast<float>(scale),
          static_cast<uint8_t>(std::clamp(std::round(-low / scale), 0.0, 255.0))};
}

Quantization plan_quantization(const Graph& graph, const std::set<std::string>& kept_in_float) {
  return Planner(graph, kept_in_float).run();
}

std::vector<ValueId> byte_values(const Graph& graph, const Quantization& quantization) {
  std::set<ValueId> values;
  for (size_t i = 0; i < graph.ops.size(); ++i)
    if (quantization.reads_bytes[i])
      values.insert(graph.ops[i].inputs.begin(), graph.ops[i].inputs.end());
  return {values.begin(), values.end()};
}

bool has_weights(const Op& op) {
  return std::holds_alternative<Conv>(op.operation) || std::holds_alternative<Linear>(op.operation);
}

bool keeps_values(const Op& op) {
  return std::holds_alternative<MaxPool>(op.operation) ||
         std::holds_alternative<Reshape>(op.operation) ||
         std::holds_alternative<SliceChannels>(op.operation);
}

std::vector<float> ByteLayer::float_weight() const {
  std::vector<float> floats(weight.size());
  const size_t per_channel = weight.size() / weight_scales.size();
  for (size_t i = 0; i < weight.size(); ++i)
    floats[i] = static_cast<float>(weight[i]) * weight_scales[i / per_channel];
  return floats;
}

std::vector<float> ByteLayer::float_bias() const {
  std::vector<float> floats;
  for (size_t c = 0; c < bias.size(); ++c)
    floats.push_back(static_cast<float>(bias[c]) * bias_scales[c]);
  return floats;
}

ByteLayer quantize_layer(const std::vector<float>& weight, const std::vector<float>& bias,
                         size_t channels, float input_scale) {
  ByteLayer layer;
  const size_t per_channel = weight.size() / channels;
  for (size_t c = 0; c < channels; ++c) {
    const float* own = weight.data() + c * per_channel;
    double largest = 0;
    for (size_t i = 0; i < per_channel; ++i) largest = std::max(largest, std::abs(double{own[i]}));
    double least = largest / 127;
    if (!bias.empty()) least = std::max(least, std::abs(bias[c]) / (kMostBias * input_scale));
    const float scale = least > 0 ? static_cast<float>(least) : 1;
    layer.weight_scales.push_back(scale);
    for (size_t i = 0; i < per_channel; ++i)
      layer.weight.push_back(static_cast<int8_t>(std::nearbyint(own[i] / scale)));
    if (bias.empty()) continue;
    layer.bias_scales.push_back(scale * input_scale);
    layer.bias.push_back(
        static_cast<int32_t>(std::nearbyint(bias[c] / (double{scale} * input_scale))));
  }
  return layer;
}

ByteLayer quantize_layer(const Network& network, const Op& op, const Quantization& quantization) {
  const bool has_bias = op.parameters.size() > 1;
  return quantize_layer(network.values[op.parameters[0]],
                        has_bias ? network.values[op.parameters[1]] : std::vector<float>(),
                        static_cast<size_t>(network.graph.channels(op.output)),
                        quantization.scales[op.inputs[0]]->scale);
}

}  // namespace ofa
