#include "config/json.h"

#include "core/error.h"

namespace ofa {
namespace {

constexpr int kMaxDepth = 32;

// nlohmann's copies, prints and destructors recurse.
template <typename AnyJson>
AnyJson parse(const std::string& text, const std::string& source, size_t max_bytes) {
  if (text.size() > max_bytes)
    throw Error("{}: {} bytes; at most {}", source, text.size(), max_bytes);
  const auto limit_depth = [&](int depth, typename AnyJson::parse_event_t, const AnyJson&) {
    if (depth > kMaxDepth) throw Error("{}: nested deeper than {} levels", source, kMaxDepth);
    return true;
  };
  try {
    return AnyJson::parse(text, limit_depth);
  } catch (const typename AnyJson::exception& error) {
    const std::string_view what = error.what();  // "[json.exception.NAME.101] and the problem"
    const size_t start = what.find("] ");
    const std::string_view problem = what.substr(start == what.npos ? 0 : start + 2);
    throw Error("{}: not JSON: {}", source, problem.substr(0, 200));
  }
}

}  // namespace

Json parse_json(const std::string& text, const std::string& source) {
  return parse<Json>(text, source, kMaxJsonBytes);
}

nlohmann::json parse_large_json(const std::string& text, const std::string& source,
                                size_t max_bytes) {
  return parse<nlohmann::json>(text, source, max_bytes);
}

// What is not plain ASCII stands as \u00e9, so that a shortened text is still one.
std::string shown(const Json& value) {
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() > 40 ? text.substr(0, 37) + "..." : text;
}

}  // namespace ofa
