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

// All convolutions and linears but those named, and what lies between them: sums, products, pools.
// Scales are still to be found. An activation that runtimes compute together with the convolution
// before it reads what that gives as it is.
Quantization plan_quantization(const Graph& graph, const std::set<std::string>& kept_in_float);

// Of these, the values whose scales must be found.
std::vector<ValueId> byte_values(const Graph& graph, const Quantization& quantization);

bool has_weights(const Op& op);

// A weight as bytes -127 ... 127, with one scale an output channel.
struct ByteWeight {
  std::vector<int8_t> bytes;
  std::vector<float> scales;

  std::vector<float> dequantized() const;
};
ByteWeight quantize_weight(const std::vector<float>& weight, size_t channels);

// A bias in units of what the products of bytes are in.
std::vector<int32_t> quantize_bias(const std::vector<float>& bias, float input_scale,
                                   const std::vector<float>& weight_scales);

}  // namespace ofa
