#pragma once

#include <string>

#include "config/json.h"
#include "verify/export_subnet.h"

namespace ofa {

// What an export came to, for people and for programs.
std::string export_text(const ExportReport& report, const std::string& file);
Json to_json(const ExportReport& report);

}  // namespace ofa
