#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "latency/table.h"
#include "search/predictor.h"
#include "search/search_config.h"
#include "space/space.h"

namespace ofa {

// A latency table under the name that a search calls its latencies.
struct ReportTable {
  std::string metric, file;
  Table table;
};

// What a report is made of: a search's folder or a run's, and what a search names of others. Of
// those, what is missing or broken is told in `notes` and left out.
struct ReportSources {
  std::filesystem::path folder;
  bool is_search = false;
  std::optional<SearchConfig> config;  // of a search
  std::filesystem::path run;           // empty: none
  std::optional<Space> space;
  std::vector<ReportTable> tables;
  std::optional<PredictorParts> predictor;
  std::vector<std::string> notes;
};

// An Error where the folder is neither, or what lies in it is broken.
ReportSources find_sources(const std::filesystem::path& folder);

}  // namespace ofa
