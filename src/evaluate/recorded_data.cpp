#include "evaluate/recorded_data.h"

#include "config/yaml.h"
#include "core/error.h"
#include "core/log.h"

namespace ofa {
namespace {

// Beside the data set's own description: how it was opened.
constexpr const char* kOpened = "opened";

}  // namespace

Json data_record(const Dataset& dataset) {
  const DataConfig& config = dataset.config();
  Json record = to_json(dataset.info());
  record[kOpened] = {
      {"seed", dataset.seed()},
      {"validation", config.validation ? Json(to_flow(dump(*config.validation))) : Json()},
      {"on_error", name_of(config.on_error)}};
  return record;
}

DatasetInfo recorded_info(const Json& record, const std::string& folder) {
  if (record.is_null())
    throw Error("{} does not say what it was trained on; say it: --data IMAGES", folder);
  Json info = record;
  info.erase(kOpened);
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
  const Json opened = record.value(kOpened, Json::object());
  const std::string name = folder + ": data.opened";
  const auto text = [&](const char* key) {
    const Json value = opened.value(key, Json());
    if (!value.is_string()) throw Error("{}.{}: expected a text", name, key);
    return parse_yaml(value.get<std::string>(), name);
  };
  data.config.source = source.empty() ? info.source : source;
  if (!opened.value("validation", Json()).is_null())
    data.config.validation = read<Amount>(text("validation"));
  data.config.on_error = read<OnError>(text("on_error"));
  data.config.resize_ratio = info.resize_ratio;
  const Json seed = opened.value("seed", Json());
  if (!seed.is_number_unsigned()) throw Error("{}.seed: expected a whole number", name);
  seed.get_to(data.seed);
  return data;
}

Dataset open_recorded(const Json& record, const std::string& folder, const std::string& source) {
  const RecordedData data = recorded_data(record, folder, source);
  Dataset dataset(data.config, data.seed);
  if (record.is_null()) return dataset;
  const DatasetInfo info = recorded_info(record, folder);
  if (dataset.info().fingerprint != info.fingerprint)
    log_warning("{} are not the images that {} was trained on", data.config.source, folder);
  dataset.prepare_as(info);
  return dataset;
}

}  // namespace ofa
