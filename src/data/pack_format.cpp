#include "data/pack_format.h"

#include <charconv>
#include <cstddef>

#include "config/enums.h"
#include "config/json.h"
#include "core/checksum.h"
#include "core/error.h"

namespace ofa {
namespace {

constexpr const char* kFormat = "ofa-pack/1";
constexpr size_t kMostHeaderBytes = 20'000'000;
constexpr int64_t kMostImages = 1'000'000'000'000;

const char* const kParts[] = {"train", "validation", "test"};

// Reads keys of a header, and holds each to what it must be.
struct HeaderReader {
  const std::string& file;

  const nlohmann::json& at(const nlohmann::json& json, const char* key) const {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (!json.is_object() || found == json.end()) throw Error("{}: header: {}: missing", file, key);
    return *found;
  }
  std::string text(const nlohmann::json& value, const char* key) const {
    if (!value.is_string()) throw wrong(key, "a text", value);
    return value.get<std::string>();
  }
  int64_t whole(const nlohmann::json& json, const char* key, int64_t least, int64_t most) const {
    const nlohmann::json& value = at(json, key);
    if (value.is_number_integer() && value >= least && value <= most) return value.get<int64_t>();
    throw wrong(key, fmt::format("a whole number from {} to {}", least, most), value);
  }
  Error wrong(const char* key, const std::string& expected, const nlohmann::json& found) const {
    return Error("{}: header: {}: expected {}, got {}", file, key, expected, shown(Json(found)));
  }
};

SourceKind kind_of(const HeaderReader& reader, const nlohmann::json& value) {
  const std::string name = reader.text(value, "kind");
  for (const auto& [kind, known] : names_of(SourceKind())) {
    if (name == known) return kind;
  }
  throw reader.wrong("kind", Codec<SourceKind>::type_name(), value);
}

}  // namespace

std::string to_json(const PackHeader& header) {
  Json json{{"format", kFormat},   {"source", header.source},   {"kind", name_of(header.kind)},
            {"side", header.side}, {"quality", header.quality}, {"classes", header.classes}};
  for (size_t part = 0; part < header.counts.size(); ++part) {
    json["images"][kParts[part]] = header.counts[part];
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

PackHeader pack_header_from_json(std::string_view json, const std::string& file) {
  const HeaderReader reader{file};
  const nlohmann::json read = parse_large_json(std::string(json), file, kMostHeaderBytes);
  const nlohmann::json& format = reader.at(read, "format");
  if (reader.text(format, "format") != kFormat) throw reader.wrong("format", kFormat, format);
  PackHeader header;
  header.source = reader.text(reader.at(read, "source"), "source");
  header.kind = kind_of(reader, reader.at(read, "kind"));
  header.side = static_cast<int>(reader.whole(read, "side", 1, 1'000'000));
  header.quality = static_cast<int>(reader.whole(read, "quality", 1, 100));
  const nlohmann::json& classes = reader.at(read, "classes");
  if (!classes.is_array()) throw reader.wrong("classes", "a list of names", classes);
  for (const nlohmann::json& name : classes) header.classes.push_back(reader.text(name, "classes"));
  const nlohmann::json& images = reader.at(read, "images");
  for (size_t part = 0; part < header.counts.size(); ++part) {
    header.counts[part] = reader.whole(images, kParts[part], 0, kMostImages);
  }
  return header;
}

uint64_t pack_checksum(std::string_view bytes) {
  const std::string digits = checksum(bytes);
  uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return number;
}

uint64_t footer_checksum(const PackFooter& footer) {
  return pack_checksum(bytes_of_value(footer).substr(0, offsetof(PackFooter, footer_checksum)));
}

}  // namespace ofa
