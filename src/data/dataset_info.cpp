#include "data/dataset_info.h"

#include <cmath>

#include "core/error.h"

namespace ofa {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "ofa-data/1";
constexpr size_t kMostClasses = 1'000'000;

// Reads keys, and holds each to what it must be.
struct InfoReader {
  const std::string& name;

  const Json& at(const Json& json, const char* key) const {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (!json.is_object() || found == json.end()) throw Error("{}: {}: missing", name, key);
    return *found;
  }
  std::string text(const Json& json, const char* key) const {
    const Json& value = at(json, key);
    if (!value.is_string()) throw wrong(key, "a text", value);
    return value.get<std::string>();
  }
  double number(const Json& value, const char* key, double low, double high) const {
    if (!value.is_number()) throw wrong(key, "a number", value);
    const auto number = value.get<double>();
    if (number >= low && number <= high) return number;
    throw wrong(key, fmt::format("a number from {} to {}", low, high), value);
  }
  int64_t count(const Json& json, const char* key) const {
    const Json& value = at(json, key);
    if (!value.is_number_integer()) throw wrong(key, "a whole number", value);
    return static_cast<int64_t>(number(value, key, 0, 1e15));
  }
  std::vector<double> channel_numbers(const Json& json, const char* key, int channels,
                                      double low) const {
    const Json& list = at(json, key);
    if (!list.is_array() || list.size() != static_cast<size_t>(channels)) {
      throw wrong(key, fmt::format("{} numbers", channels), list);
    }
    std::vector<double> numbers;
    for (const Json& value : list) numbers.push_back(number(value, key, low, 1));
    return numbers;
  }
  std::vector<std::string> names(const Json& json, const char* key) const {
    const Json& list = at(json, key);
    if (!list.is_array() || list.empty() || list.size() > kMostClasses) {
      throw wrong(key, "a list of names", list);
    }
    std::vector<std::string> values;
    for (const Json& value : list) {
      if (!value.is_string()) throw wrong(key, "a list of names", value);
      values.push_back(value.get<std::string>());
    }
    return values;
  }
  Error wrong(const char* key, const std::string& expected, const Json& found) const {
    using Handler = Json::error_handler_t;
    const std::string shown = found.dump(-1, ' ', false, Handler::replace);
    return Error("{}: {}: expected {}, got {}", name, key, expected, shown.substr(0, 40));
  }
};

}  // namespace

Json to_json(const DatasetInfo& info) {
  return {
      {"format", kFormat},
      {"source", info.source},
      {"classes", info.classes},
      {"channels", info.channels},
      {"mean", info.mean},
      {"std", info.std},
      {"resize_ratio", info.resize_ratio},
      {"typical_size", {info.typical_size.height, info.typical_size.width}},
      {"images",
       {{"train", info.num_train}, {"validation", info.num_validation}, {"test", info.num_test}}},
      {"fingerprint", info.fingerprint}};
}

DatasetInfo dataset_info_from_json(const Json& json, const std::string& name) {
  const InfoReader reader{name};
  if (reader.text(json, "format") != kFormat) {
    throw reader.wrong("format", kFormat, json["format"]);
  }
  DatasetInfo info;
  info.source = reader.text(json, "source");
  info.classes = reader.names(json, "classes");
  info.channels = static_cast<int>(reader.count(json, "channels"));
  if (info.channels != 1 && info.channels != 3) {
    throw reader.wrong("channels", "1 or 3", json["channels"]);
  }
  info.mean = reader.channel_numbers(json, "mean", info.channels, 0);
  info.std = reader.channel_numbers(json, "std", info.channels, 1e-6);
  info.resize_ratio = reader.number(reader.at(json, "resize_ratio"), "resize_ratio", 0.5, 1);
  const Json& size = reader.at(json, "typical_size");
  if (!size.is_array() || size.size() != 2) throw reader.wrong("typical_size", "two numbers", size);
  info.typical_size = {static_cast<int>(reader.number(size[0], "typical_size", 1, 1e8)),
                       static_cast<int>(reader.number(size[1], "typical_size", 1, 1e8))};
  const Json& images = reader.at(json, "images");
  info.num_train = reader.count(images, "train");
  info.num_validation = reader.count(images, "validation");
  info.num_test = reader.count(images, "test");
  info.fingerprint = reader.text(json, "fingerprint");
  return info;
}

}  // namespace ofa
