#include "export/quantization.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace ofa {
namespace {

constexpr double kLeastScale = 1e-12;  // of what is always 0

// What runtimes clip with in the same pass as the convolution before it.
bool is_fused_clip(const Op& op) {
  const auto* activation = std::get_if<Activation>(&op.operation);
  return activation && (activation->act == Act::kRelu || activation->act == Act::kRelu6);
}

class Planner {
 public:
  Planner(const Graph& graph, const std::set<std::string>& kept) : graph_(graph), kept_(kept) {
    for (size_t i = 0; i < graph.ops.size(); ++i) producer_[graph.ops[i].output] = i;
  }

  Quantization run() {
    Quantization quantization;
    quantization.scales.resize(graph_.values.size());
    for (const Op& op : graph_.ops)
      quantization.reads_bytes.push_back(reads_bytes(op, quantization.reads_bytes));
    return quantization;
  }

 private:
  bool reads_bytes(const Op& op, const std::vector<bool>& before) const {
    if (has_weights(op)) return !kept_.contains(op.name);
    if (std::holds_alternative<Activation>(op.operation)) {
      const auto producer = producer_.find(op.inputs[0]);
      return producer != producer_.end() && has_weights(graph_.ops[producer->second]) &&
             before[producer->second] && !is_fused_clip(op);
    }
    return !std::holds_alternative<SliceChannels>(op.operation) &&
           !std::holds_alternative<Reshape>(op.operation);
  }

  const Graph& graph_;
  const std::set<std::string>& kept_;
  std::map<ValueId, size_t> producer_;
};

}  // namespace

ByteScale byte_scale(double low, double high) {
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  const double scale = std::max((high - low) / 255, kLeastScale);
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

std::vector<float> ByteWeight::dequantized() const {
  std::vector<float> weight(bytes.size());
  const size_t per_channel = bytes.size() / scales.size();
  for (size_t i = 0; i < bytes.size(); ++i) weight[i] = bytes[i] * scales[i / per_channel];
  return weight;
}

ByteWeight quantize_weight(const std::vector<float>& weight, size_t channels) {
  ByteWeight result;
  const size_t per_channel = weight.size() / channels;
  for (size_t c = 0; c < channels; ++c) {
    float largest = 0;
    for (size_t i = 0; i < per_channel; ++i)
      largest = std::max(largest, std::abs(weight[c * per_channel + i]));
    const float scale = std::max(largest / 127, static_cast<float>(kLeastScale));
    result.scales.push_back(scale);
    for (size_t i = 0; i < per_channel; ++i)
      result.bytes.push_back(
          static_cast<int8_t>(std::nearbyint(weight[c * per_channel + i] / scale)));
  }
  return result;
}

std::vector<int32_t> quantize_bias(const std::vector<float>& bias, float input_scale,
                                   const std::vector<float>& weight_scales) {
  constexpr double kMost = std::numeric_limits<int32_t>::max() / 2.0;  // room for the products
  std::vector<int32_t> result;
  for (size_t c = 0; c < bias.size(); ++c) {
    const double scaled = bias[c] / (double{input_scale} * weight_scales[c]);
    result.push_back(static_cast<int32_t>(std::nearbyint(std::clamp(scaled, -kMost, kMost))));
  }
  return result;
}

}  // namespace ofa
