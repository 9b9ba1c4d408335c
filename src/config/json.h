#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace ofa {

using Json = nlohmann::ordered_json;

// From the text of a file that is hostile until parsed: an Error, beginning with its name, where it
// is too large, too deep or not JSON.
constexpr size_t kMaxJsonBytes = 200'000;
Json parse_json(const std::string& text, const std::string& source);

// The same of files of many entries, whose order is lost: ordered maps search from the front.
nlohmann::json parse_large_json(const std::string& text, const std::string& source,
                                size_t max_bytes);

// A value as errors show it, shortened.
std::string shown(const Json& value);

}  // namespace ofa
