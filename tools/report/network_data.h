#pragma once

#include "config/json.h"
#include "tools/report/sources.h"

namespace ofa {

// An arch block by block: what was chosen, the size of its map, what it costs and how long it takes
// by each table that knows its resolution.
Json network_data(const Space& space, const std::vector<ReportTable>& tables,
                  const std::string& arch);

}  // namespace ofa
