#pragma once

#include <filesystem>

#include "config/json.h"

namespace ofa {

// The curves in a run's metrics.jsonl: losses, learning rate and gradients, and at each evaluation
// the accuracies of archs and what was said of its health. Of many lines, every so many.
Json training_data(const std::filesystem::path& metrics_file);

}  // namespace ofa
