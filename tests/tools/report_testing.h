#pragma once

#include <string>

#include "config/json.h"
#include "tests/core/temp_folder.h"

namespace ofa {

// A run and a search in it, as `ofa train`, `ofa predictor` and `ofa search` leave them, and what
// they stand on: a table of this project, a predictor's file. Small, and made up but for the table.
class ReportFolders {
 public:
  ReportFolders();

  std::string run() const { return (folder_ / "run").string(); }
  std::string search() const { return (folder_ / "run/search").string(); }
  std::string table() const { return (folder_ / "table.json").string(); }
  std::string path(const char* name) const { return (folder_ / name).string(); }

  Json front() const;
  void write_front(const Json& json) const;
  void write(const char* name, const std::string& text) const;

 private:
  void write_run() const;
  void write_predictor() const;
  void write_search() const;

  TempFolder folder_;
};

}  // namespace ofa
