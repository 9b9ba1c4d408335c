#include "tests/tools/documented_json.h"

#include <algorithm>
#include <fstream>
#include <regex>

#include "tests/paths.h"

namespace ofa {
namespace {

void collect(const Json& json, const std::string& path, std::set<std::string>& paths) {
  if (json.is_object() && !json.empty()) {
    for (const auto& [key, value] : json.items())
      collect(value, path.empty() ? key : path + "." + key, paths);
  } else if (json.is_array() && !json.empty()) {
    for (const Json& value : json) collect(value, path + "[]", paths);
  } else {
    paths.insert(path + (json.is_array() ? "[]" : ""));
  }
}

// Also where it is null or empty, and holds what the row tells of elsewhere.
bool is_above(const std::string& path, const std::string& row) {
  return row.starts_with(path + ".") || row.starts_with(path + "[");
}

bool fits(const std::string& path, const std::string& row) {
  if (row.ends_with(".*")) {
    const std::string stem = row.substr(0, row.size() - 2);
    return path == stem || path == stem + "[]" || is_above(stem, path);
  }
  return path == row || is_above(path, row);
}

bool is_there(const std::string& row, const std::set<std::string>& paths) {
  return std::ranges::any_of(paths, [&](const std::string& path) { return fits(path, row); });
}

std::set<std::string> paths_of_all(const std::vector<Json>& outputs) {
  std::set<std::string> all;
  for (const Json& output : outputs) all.merge(json_paths(output));
  return all;
}

}  // namespace

std::set<std::string> json_paths(const Json& json) {
  std::set<std::string> paths;
  collect(json, "", paths);
  return paths;
}

std::map<std::string, DocumentedFormat> documented_formats() {
  static const std::regex heading("^## `(.*)`"), row("^\\| `([^`]*)`( \\?)? \\| .+ \\|$");
  std::map<std::string, DocumentedFormat> formats;
  std::ifstream file(source_dir() / "docs/json.md");
  std::string format;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_search(line, match, heading)) format = match[1];
    if (std::regex_match(line, match, row)) formats[format].paths[match[1]] = !match[2].matched;
  }
  return formats;
}

std::string undocumented(const std::string& format, const std::vector<Json>& outputs) {
  const auto rows = documented_formats()[format].paths;
  std::string text;
  for (const Json& output : outputs) {
    if (output.value("format", "") != format) text += "another format\n";
    const std::set<std::string> paths = json_paths(output);
    for (const auto& [row, is_always] : rows)
      if (is_always && !is_there(row, paths)) text += row + ": not always there\n";
  }
  for (const std::string& path : paths_of_all(outputs))
    if (std::ranges::none_of(rows, [&](const auto& row) { return fits(path, row.first); }))
      text += path + ": no row\n";
  return text;
}

std::string unseen(const std::string& format, const std::vector<Json>& outputs) {
  const std::set<std::string> paths = paths_of_all(outputs);
  const auto rows = documented_formats()[format].paths;
  std::string text;
  for (const auto& [row, is_always] : rows)
    if (!is_there(row, paths)) text += row + "\n";
  return text;
}

}  // namespace ofa
