#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "export/network.h"
#include "export/quantization.h"

namespace ofa {

inline constexpr const char* kInputName = "images";
inline constexpr const char* kOutputName = "logits";

// A model that takes pixels as they are, bytes [N, H, W, C], and normalises them itself.
struct PixelInput {
  std::vector<double> mean, std;  // of pixels from 0 to 1
};

struct OnnxOptions {
  std::optional<int64_t> batch = 1;  // images at a time; none: any number
  std::optional<PixelInput> pixels;  // none: takes normalised floats [N, C, H, W]
  std::optional<Quantization> quantization;
  std::map<std::string, std::string> metadata;
};

// A folded network as an ONNX file (opset 17, IR 8). Nodes are called as our operations are, and a
// value as the operation that gives it.
std::string to_onnx(const Network& folded, const OnnxOptions& options);

// What a value is called in such a file.
std::string onnx_name(const Graph& graph, ValueId value);

}  // namespace ofa
