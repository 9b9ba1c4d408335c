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

// What the script wrote, as a table. The space is the one that the kit was made of: the result
// names it, and `space`, where that was a file. An Error with Exit::kNo where the device was too
// noisy.
Table collect_kit(const std::filesystem::path& result, const std::string& space);

}  // namespace ofa
