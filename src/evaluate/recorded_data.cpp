#include "evaluate/recorded_data.h"

#include "core/error.h"
#include "core/log.h"

namespace ofa {
namespace {

constexpr const char* kSeed = "seed";

}  // namespace

Json data_record(const Dataset& dataset, uint64_t seed) {
  Json record = to_json(dataset.info());
  record[kSeed] = seed;
  return record;
}

DatasetInfo recorded_info(const Json& record, const std::string& folder) {
  if (record.is_null())
    throw Error("{} does not say what it was trained on; say it: --data IMAGES", folder);
  Json info = record;
  info.erase(kSeed);
  return dataset_info_from_json(info, folder);
}

RecordedData recorded_data(const Json& record, const std::string& folder,
                           const std::string& source) {
  RecordedData data;
  data.config.augment.emplace();  // evaluation changes no image
  if (record.is_null() && !source.empty()) {
    data.config.source = source;
    return data;
  }
  const DatasetInfo info = recorded_info(record, folder);
  data.config.source = source.empty() ? info.source : source;
  data.config.validation = HeldOut{info.num_validation, 0};
  data.config.resize_ratio = info.resize_ratio;
  const Json seed = record.value(kSeed, Json());
  if (!seed.is_number_unsigned()) throw Error("{}: data.seed: expected a whole number", folder);
  seed.get_to(data.seed);
  return data;
}

Dataset open_recorded(const Json& record, const std::string& folder, const std::string& source) {
  const RecordedData data = recorded_data(record, folder, source);
  Dataset dataset(data.config, data.seed);
  if (!record.is_null() && dataset.info().fingerprint != recorded_info(record, folder).fingerprint)
    log_warning("{} are not the images that {} was trained on", data.config.source, folder);
  return dataset;
}

}  // namespace ofa
