#include "latency/json_reader.h"

#include <cmath>

namespace ofa {
namespace {

// U+0000 .. U+001F and U+007F .. U+009F, in UTF-8.
bool has_control_character(const std::string& text) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0)) return true;
    before = byte;
  }
  return false;
}

}  // namespace

JsonReader JsonReader::at(const std::string& key) const {
  if (!json_.is_object()) fail("expected a map, got {}", shown(Json(json_)));
  const auto found = json_.find(key);
  if (found == json_.end()) fail("{} is missing", key);
  return {*found, fmt::format("{}: {}", path_, key)};
}

std::vector<JsonReader> JsonReader::items(size_t most) const {
  if (!json_.is_array()) fail("expected a list, got {}", shown(Json(json_)));
  if (json_.size() > most) fail("{} entries; at most {}", json_.size(), most);
  std::vector<JsonReader> readers;
  for (size_t i = 0; i < json_.size(); ++i)
    readers.emplace_back(json_[i], fmt::format("{}[{}]", path_, i));
  return readers;
}

std::string JsonReader::text() const {
  if (!json_.is_string()) fail("expected a text, got {}", shown(Json(json_)));
  std::string text = json_.get<std::string>();
  if (has_control_character(text))
    fail("expected a text without control characters, got {}", shown(Json(json_)));
  return text;
}

bool JsonReader::boolean() const {
  if (!json_.is_boolean()) fail("expected true or false, got {}", shown(Json(json_)));
  return json_.get<bool>();
}

int JsonReader::whole(int least, int most) const {
  const bool fits =
      json_.is_number_integer() && json_.get<double>() >= least && json_.get<double>() <= most;
  if (!fits) fail("expected a whole number of {} .. {}, got {}", least, most, shown(Json(json_)));
  return json_.get<int>();
}

double JsonReader::number(double least, double most) const {
  const double value = json_.is_number() ? json_.get<double>() : std::nan("");
  if (!(value >= least && value <= most))
    fail("expected a number of {} .. {}, got {}", least, most, shown(Json(json_)));
  return value;
}

double JsonReader::positive(double most) const {
  const double value = json_.is_number() ? json_.get<double>() : std::nan("");
  if (!(value > 0)) fail("expected a number > 0, got {}", shown(Json(json_)));
  if (value > most) fail("expected a number of at most {}, got {}", most, shown(Json(json_)));
  return value;
}

}  // namespace ofa
