#pragma once

#include "tools/report/compared_run.h"

namespace ofa {

// A run in figures: what it was, how far it came, what its archs reached at the last evaluation
// ("end") and at the one whose weights it keeps ("best"), what was said of its health, its curves.
Json run_figures(const ComparedRun& run);

// Of runs that are the same but for the seed: median, least and most of what all of them have.
Json group_figures(const Json& runs, const std::vector<size_t>& members);

}  // namespace ofa
