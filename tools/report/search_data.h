#pragma once

#include "config/json.h"
#include "tools/report/sources.h"

namespace ofa {

// A search's front and how it was found: what front.json and search.jsonl say, checked.
Json search_data(const ReportSources& sources);

}  // namespace ofa
