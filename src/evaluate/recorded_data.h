#pragma once

#include <string>

#include "data/dataset.h"
#include "space/arch_json.h"

namespace ofa {

// What a run or subnet folder says of the images it was trained on: enough to open them again, with
// the same split, and to prepare other pictures alike.
Json data_record(const Dataset& dataset);

DatasetInfo recorded_info(const Json& record, const std::string& folder);

// How to open the images that a folder was trained on; `source`, unless empty, says where they are
// now.
struct RecordedData {
  DataConfig config;
  uint64_t seed = 0;
};
RecordedData recorded_data(const Json& record, const std::string& folder,
                           const std::string& source);

// The same, opened; a warning where they are not the same images.
Dataset open_recorded(const Json& record, const std::string& folder, const std::string& source);

}  // namespace ofa
