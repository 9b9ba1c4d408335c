#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ofa {

// What a model file that we wrote says of itself.
struct OnnxDescription {
  std::map<std::string, std::string> metadata;
  bool takes_pixels = false;   // bytes [N, H, W, C] instead of floats [N, C, H, W]
  std::vector<int64_t> image;  // the other three sizes of the input
  int64_t num_classes = 0;
};

// An Error where the bytes are no whole model, or none of ours; with Exit::kNo where they changed
// after the export.
OnnxDescription read_onnx(std::string_view bytes, const std::string& file);

// ONNX's own checker and strict shape inference; an Error with what they say.
void check_onnx(std::string_view bytes, const std::string& file);

// The same model which also gives these values.
std::string with_outputs(std::string_view bytes, const std::vector<std::string>& values);

}  // namespace ofa
