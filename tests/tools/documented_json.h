#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/json.h"

namespace ofa {

// Where values are: "checks[].runtime"; elements of an array are taken together.
std::set<std::string> json_paths(const Json& json);

// The tables of docs/json.md: a section a format, a row a path: "| `checks[].passed` | ... |". A
// "?" behind the path: not always there; a path that ends in ".*": whatever is below it.
struct DocumentedFormat {
  std::map<std::string, bool> paths;  // is it always there?
};
std::map<std::string, DocumentedFormat> documented_formats();

// What is wrong with outputs of one format, a line each: paths that no row tells of, and paths that
// are missing in one of them without a "?".
std::string undocumented(const std::string& format, const std::vector<Json>& outputs);
// Rows that tell of nothing in any of them.
std::string unseen(const std::string& format, const std::vector<Json>& outputs);

}  // namespace ofa
