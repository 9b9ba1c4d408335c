#pragma once

#include "config/json.h"
#include "tools/report/sources.h"

namespace ofa {

// What wrote the report, and where.
Json environment_data();

// What was configured, as it stands in its files, and commands that do all of it again.
Json configs_data(const ReportSources& sources);
Json commands_data(const ReportSources& sources, const std::string& best_arch);
Json comparison_commands(const Json& runs);

}  // namespace ofa
