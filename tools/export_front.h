#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/json.h"
#include "verify/export_subnet.h"

namespace ofa {

// Networks of a run that a search found: which, and where the images are.
struct FrontExport {
  std::string run, front;
  std::string data;  // if not where they were
  size_t members = 0;
};

struct ExportedMember {
  size_t number = 0;  // in the front
  bool is_best = false;
  std::string file;  // in the folder
  ExportReport report;
};

// Each calibrated, written into the folder as an ONNX file, and verified as if exported alone;
// models.json tells of them all.
std::vector<ExportedMember> export_front(const FrontExport& wanted, const ExportOptions& options,
                                         const std::filesystem::path& folder);

std::string export_text(const std::vector<ExportedMember>& members, const std::string& folder);
Json to_json(const std::vector<ExportedMember>& members);

}  // namespace ofa
