#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset_info.h"
#include "space/arch_json.h"

namespace ofa {

inline constexpr const char* kModelFormat = "ofa-onnx/1";

// Inputs and what the network says of them, by which a file proves itself anywhere.
struct Examples {
  int64_t count = 0;
  std::vector<uint8_t> pixels;  // [N, H, W, C]
  std::vector<float> logits;    // [N, classes]
  double tolerance = 1e-4;      // of the largest logit
};

struct FileAccuracy {
  std::string split;
  int64_t images = 0;
  double top1 = 0;
};

// How long one call took, in milliseconds: the interval that most calls lay in.
struct FileLatency {
  std::string device, runtime, version;
  int threads = 1;
  int64_t batch = 1;
  double low = 0, median = 0, high = 0;
};

// How a file came to compute in bytes.
struct FileQuantization {
  int64_t images = 0;  // training images that ranges were measured on, drawn by this seed
  uint64_t seed = 0;
  std::vector<std::string> kept_in_float;
};

// What a model file says of itself, in its metadata: all that it takes to use it, and to prove it.
struct ModelCard {
  std::string space;
  Json arch;
  std::string arch_line;
  int resolution = 0;
  bool trained = true;
  bool takes_pixels = false;
  DatasetInfo data;
  std::optional<FileQuantization> quantization;
  std::optional<FileAccuracy> accuracy;
  std::vector<FileLatency> latencies;
  Examples examples;
};

// Of one image, as the file takes it: [H, W, C] of pixels, [C, H, W] of floats.
std::vector<int64_t> image_sizes(const ModelCard& card);

std::map<std::string, std::string> to_metadata(const ModelCard& card);

// An Error, beginning with the file's name, where something is missing or makes no sense.
ModelCard card_from_metadata(const std::map<std::string, std::string>& metadata,
                             const std::string& file);

}  // namespace ofa
