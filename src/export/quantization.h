#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "export/network.h"

namespace ofa {

// How numbers are stored in bytes: round(x / scale) + zero_point, within 0 ... 255.
struct ByteScale {
  float scale = 1;
  uint8_t zero_point = 0;

  bool operator==(const ByteScale&) const = default;
};

// For numbers of this range, widened so that 0 is in it: padding must be exact.
ByteScale byte_scale(double low, double high);

// Which operations of a folded network read bytes, and how the values that they read are stored.
// Everything else is float.
struct Quantization {
  std::vector<bool> reads_bytes;                 // by operation
  std::vector<std::optional<ByteScale>> scales;  // by value; none: nobody reads it as bytes
};

// All convolutions and linears but those named, and the sums, products and pools next to them.
// Scales are still to be found. An activation that runtimes compute together with the convolution
// before it reads what that gives as it is.
Quantization plan_quantization(const Graph& graph, const std::set<std::string>& kept_in_float);

// Of these, the values whose scales must be found.
std::vector<ValueId> byte_values(const Graph& graph, const Quantization& quantization);

bool has_weights(const Op& op);
// Gives values as it reads them, so their scale is that of what it reads.
bool keeps_values(const Op& op);

// The parameters of a layer as integers: weights of -127 ... 127 with a scale an output channel; a
// bias in units of what the products of bytes are in. A channel's scale is large enough for its
// bias, too.
struct ByteLayer {
  std::vector<int8_t> weight;
  std::vector<float> weight_scales;
  std::vector<int32_t> bias;  // empty: none
  std::vector<float> bias_scales;

  std::vector<float> float_weight() const;  // what the integers stand for
  std::vector<float> float_bias() const;
};
ByteLayer quantize_layer(const std::vector<float>& weight, const std::vector<float>& bias,
                         size_t channels, float input_scale);
// The same of a network's operation.
ByteLayer quantize_layer(const Network& network, const Op& op, const Quantization& quantization);

}  // namespace ofa
