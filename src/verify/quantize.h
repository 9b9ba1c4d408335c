#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/folded_run.h"

namespace ofa {

// How far logits move when one layer alone computes in bytes, as a part of their length.
struct LayerError {
  std::string layer;
  double error = 0;
};

struct QuantizedNetwork {
  Network network;  // its biases corrected
  Quantization quantization;
  std::vector<LayerError> layers;          // the worst first
  std::vector<std::string> kept_in_float;  // of these, the worst
};

struct QuantizeOptions {
  int keep = 0;  // layers that stay in float
  // What a network loses, in parts of the images; with a limit, as many layers stay in float as it
  // takes to meet it.
  std::function<double(const FoldedRun&)> loss;
  std::optional<double> max_loss;
};

// A folded network in bytes: weights symmetric with a scale a channel, values with a scale each
// that is found on `images`; what rounding shifts on average is put into the biases (Nagel et al.,
// 2019). An Error with Exit::kNo where the limit cannot be met.
QuantizedNetwork quantize_network(const Network& folded, const at::Tensor& images,
                                  const QuantizeOptions& options);

}  // namespace ofa
