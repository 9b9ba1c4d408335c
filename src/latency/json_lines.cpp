#include "latency/json_lines.h"

#include "core/file.h"

namespace ofa {

uint64_t read_json_lines(const std::filesystem::path& file,
                         const std::function<void(const JsonReader&)>& line) {
  constexpr size_t kMostBytes = 1'000'000'000;
  const std::string text = read_file(file, kMostBytes);
  size_t start = 0, number = 1;
  for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n', start), ++number) {
    const std::string where = fmt::format("{}:{}", file.string(), number);
    const nlohmann::json json =
        parse_large_json(text.substr(start, end - start), where, kMaxJsonBytes);
    line(JsonReader(json, where));
    start = end + 1;
  }
  return start;
}

}  // namespace ofa
