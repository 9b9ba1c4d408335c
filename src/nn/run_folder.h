#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "io/named_tensors.h"
#include "nn/model.h"
#include "nn/subnet.h"

namespace ofa {

// What a run folder holds: a supernet; and, beside it, the norms'
// statistics that came with imported weights. They belong to whatever network they were saved
// after; nothing uses them unasked.
struct Run {
  Model model;
  std::optional<NamedTensors> imported_norms;
  Json data;  // what it was trained on; null where nobody knows
};

void save_run(const std::filesystem::path& folder, const Run& run);
Run load_run(const std::filesystem::path& folder);

// The imported statistics for one arch, cut like its channels, as once-for-all (2020) cuts them.
NormStatistics imported_statistics(const Run& run, const Plan& plan);

}  // namespace ofa
