#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "nn/subnet.h"
#include "verify/check_file.h"
#include "verify/quantize.h"

namespace ofa {

struct ExportOptions {
  bool trained = true;               // the weights are not random
  std::optional<int64_t> batch = 1;  // none: any number of images at a time
  bool embed_preprocessing = false;
  bool merge = false;     // parallel 1x1 convolutions into one
  int64_t images = 1000;  // validation images to compare on, at most
  std::vector<Runtime> runtimes;
  RuntimeOptions runtime;

  bool int8 = false;
  int64_t range_images = 512;  // training images that ranges are measured on
  int keep = 0;                // layers that stay in float, at least
  // Of accuracy, in parts of the images: as many layers stay in float as it takes; none: no limit.
  std::optional<double> max_loss;
};

// What an export came to.
struct ExportReport {
  ModelCard card;
  uint64_t file_bytes = 0;
  int64_t num_ops = 0, num_ops_before = 0;  // of the network, folded and not
  std::optional<double> float_accuracy;     // of our own forward
  std::vector<RuntimeCheck> checks;
  // Of a network in bytes: its layers, and what rounding did to the logits.
  std::vector<LayerError> layers;
  std::optional<Agreement> rounding;
};

// Writes a subnet as an ONNX file that was read back and run on every runtime before it got its
// name. Without a data set, images are noise and nothing is said of accuracy. An Error with
// Exit::kNo, naming the first block that differs, where a runtime says something else.
ExportReport export_subnet(const Subnet& subnet, const DatasetInfo& info, const Dataset* dataset,
                           const ExportOptions& options, const std::filesystem::path& file);

}  // namespace ofa
