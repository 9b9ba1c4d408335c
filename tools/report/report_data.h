#pragma once

#include "config/json.h"
#include "tools/report/sources.h"

namespace ofa {

// All that a report's page shows; its scripts read it. What there is nothing of is left out.
Json report_data(const ReportSources& sources);

}  // namespace ofa
