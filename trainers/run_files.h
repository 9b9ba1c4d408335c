#pragma once

#include <filesystem>

#include "nn/model.h"
#include "space/arch_json.h"
#include "trainers/train_config.h"

namespace ofa {

// What a training run's folder holds besides what the trainer writes: config.yaml, with everything
// in it that was decided when the run began, and the description of its space and data.

bool is_training(const std::filesystem::path& folder);
TrainConfig read_run_config(const std::filesystem::path& folder,
                            const std::vector<std::string>& assignments = {});

// An Error that names the keys in which a run would go on otherwise than it began. How often
// checkpoints are written, and how images are loaded, changes nothing.
void refuse_drift(const TrainConfig& begun, const TrainConfig& wanted);

void write_run_config(const std::filesystem::path& folder, const TrainConfig& config);
// Last, as with it the folder is a run.
void describe_run(const std::filesystem::path& folder, const Model& model, const Json& data);

// An Error where the images are not those that the run began with.
void check_data(const std::filesystem::path& folder, const Json& data);

}  // namespace ofa
