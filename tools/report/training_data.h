#pragma once

#include <filesystem>

#include "config/json.h"

namespace ofa {

// The curves in a run's metrics.jsonl: losses, learning rate and gradients, and at each evaluation
// the accuracies of archs and what was said of its health. Of many lines, every so many. Told how
// many images a step takes, it counts the seconds, too: of steps and evaluations, without pauses.
Json training_data(const std::filesystem::path& metrics_file, int64_t images_per_step = 0);

}  // namespace ofa
