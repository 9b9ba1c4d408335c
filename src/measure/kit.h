#pragma once

#include <filesystem>

#include "latency/table.h"
#include "measure/block_runtime.h"
#include "measure/plan.h"

namespace ofa {

// A folder for a device that cannot run this program: a plan's models as compressed ONNX files, a
// manifest and one script that times them. An Error where the folder is not empty.
void write_kit(const MeasurePlan& plan, Arithmetic precision, int64_t batch,
               const std::filesystem::path& folder);

// What the script wrote, as a table. The space is the one that the kit was made of.
Table collect_kit(const Space& space, const std::filesystem::path& result);
std::string space_of_kit(const std::filesystem::path& result);

}  // namespace ofa
