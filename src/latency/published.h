#pragma once

#include <filesystem>

#include "latency/table.h"
#include "space/space.h"

namespace ofa {

// The latency tables that once-for-all (2020) published: a folder with a
// RESOLUTION_lookup_table.yaml each, whose keys name MobileNetV3's blocks by shapes, kernel and
// stride. What a network takes is the plain sum. An Error where a block of the space at those
// resolutions has no time.
Table read_published_table(const Space& space, const std::filesystem::path& folder);

}  // namespace ofa
