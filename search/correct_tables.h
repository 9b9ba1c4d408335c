#pragma once

#include <filesystem>

#include "measure/block_runtime.h"
#include "search/search_config.h"
#include "space/space.h"

namespace ofa {

// Times of blocks last, a correction belongs to a session. Of tables that are of this machine,
// copies in `folder` with a correction of now, which the configuration names from then on. Those
// that lie there already are of the same search, and stay. Whether there were any.
bool correct_tables(const Space& space, const std::vector<BlockRuntime>& runtimes,
                    const std::filesystem::path& folder, SearchConfig& config);

}  // namespace ofa
