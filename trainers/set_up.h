#pragma once

#include "data/dataset.h"
#include "nn/model.h"
#include "trainers/train_config.h"

namespace ofa {

// What a configuration and its images make: everything that training begins with.

// The space with as many classes as the data; an Error where pictures and space do not go together.
Space space_for(const TrainConfig& config, const Dataset& dataset);

// Weights before the first step: fresh ones, or those of another run or subnet.
Model new_model(const TrainConfig& config, const Space& space);

// One network, cut out before, to be trained further.
Model model_of_subnet(const std::filesystem::path& folder, const TrainConfig& config);

// Settings of the process, as the configuration says. What is `auto` in it is decided here, and
// stays so for the life of the run.
void resolve_machine(TrainConfig& config);
void use_threads(int threads);

}  // namespace ofa
