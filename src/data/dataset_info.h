#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "data/image.h"

namespace ofa {

// What a network must know of the images it was trained on; runs and subnets carry it.
struct DatasetInfo {
  std::string source;
  std::vector<std::string> classes;
  int channels = 3;
  std::vector<double> mean, std;  // a channel; of pixels from 0 to 1
  double resize_ratio = 1;        // as DataConfig's
  Size typical_size;              // the median of the images'
  int64_t num_train = 0, num_validation = 0, num_test = 0;
  std::string fingerprint;  // of the images' names, sizes and labels, and of the split

  int num_classes() const { return static_cast<int>(classes.size()); }
  bool operator==(const DatasetInfo&) const = default;
};

nlohmann::ordered_json to_json(const DatasetInfo& info);

// Throws where something is missing or makes no sense; errors begin with `name`, the file's.
DatasetInfo dataset_info_from_json(const nlohmann::ordered_json& json, const std::string& name);

}  // namespace ofa
