#pragma once

#include <filesystem>

#include "data/dataset.h"
#include "nn/model.h"
#include "trainers/train_config.h"

namespace ofa {

// What a configuration and its images make: everything that training begins with.

Space with_classes(const Space& space, int num_classes);

Space named_space(const TrainConfig& config);

// The space with as many classes as the data; an Error where pictures and space do not go together.
Space space_for(const TrainConfig& config, const Dataset& dataset);

// An Error where a phase could not run: choices that the space does not have, a teacher of other
// classes or pictures, archs to evaluate that are none, nothing in the space to drop.
void check_phases(const TrainConfig& config, const Space& space);

// How the weights of a model are laid out.
WeightsOptions weights_options(const TrainConfig& config);

// Weights before the first step: fresh ones, or those of another run or subnet.
Model new_model(const TrainConfig& config, const Space& space);

// One network, cut out before, to be trained further; on other classes with a new head.
Model model_of_subnet(const std::filesystem::path& folder, const TrainConfig& config,
                      const Dataset& dataset);

// The model of a run that was begun, for a checkpoint to fill: where its first weights came from
// may be gone by now.
Model model_to_fill(const std::filesystem::path& run, const TrainConfig& config);

// Settings of the process, as the configuration says. What is `auto` in it is decided here, and
// stays so for the life of the run.
void resolve_machine(TrainConfig& config);
void use_threads(int threads);

}  // namespace ofa
