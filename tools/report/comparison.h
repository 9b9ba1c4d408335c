#pragma once

#include <filesystem>
#include <vector>

#include "config/json.h"

namespace ofa {

// Training runs side by side, in the format ofa-comparison/1: their figures and curves, the keys in
// which their configurations differ, those that are the same but for the seed as groups, and notes
// on what makes them hard to compare. An Error where read_compared_runs refuses.
Json comparison_data(const std::vector<std::filesystem::path>& folders);

// With what else their page shows: the configurations, and commands that do all of it again.
Json with_origin(Json comparison);

}  // namespace ofa
