#include "tools/report/page.h"

#include <map>

#include "core/checksum.h"
#include "core/file.h"
#include "tools/report/page_files.h"
#include "tools/report/report_data.h"

namespace ofa {
namespace {

// JSON that may stand in a <script>: no tag begins in it.
std::string for_script(const Json& data) {
  const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  for (const char c : text) safe += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return safe;
}

// A text with what its {{names}} stand for.
std::string filled(std::string_view text,
                   const std::map<std::string, std::string_view, std::less<>>& values) {
  std::string full;
  while (true) {
    const size_t start = text.find("{{");
    if (start == text.npos) return full.append(text);
    const size_t end = text.find("}}", start);
    full.append(text.substr(0, start));
    full.append(values.at(std::string(text.substr(start + 2, end - start - 2))));
    text.remove_prefix(end + 2);
  }
}

}  // namespace

std::string page_of(const Json& data) {
  const std::string json = for_script(data);
  const std::string nonce = checksum(json);  // scripts that data smuggle in do not know it
  return filled(page_html(), {{"nonce", nonce},
                              {"style", page_style()},
                              {"plotly", page_plotly()},
                              {"scripts", page_scripts()},
                              {"data", json}});
}

std::vector<std::string> write_report(const std::filesystem::path& folder,
                                      const std::filesystem::path& file) {
  const Json data = report_data(find_sources(folder));
  write_file(file, page_of(data));
  return data["notes"];
}

}  // namespace ofa
