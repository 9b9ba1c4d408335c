#pragma once

#include <functional>

#include "data/dataset_info.h"
#include "deploy/classifier.h"

namespace ofa {

// A network, wherever it runs: images that lie one behind the other, as it takes them, to logits.
struct OpenNetwork {
  std::vector<int64_t> image;  // the sizes of one
  bool takes_pixels = false;
  int64_t num_classes = 0;
  int resolution = 0;
  std::function<DatasetInfo()> info;  // an Error where nobody knows
  std::function<std::vector<float>(std::span<const std::byte>)> logits;
};

OpenNetwork open_subnet(const std::string& folder);
OpenNetwork open_model_file(const std::string& file, const ClassifierOptions& options);

}  // namespace ofa
