#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "config/node.h"
#include "data/dataset.h"
#include "nn/model.h"
#include "trainers/train_config.h"

namespace ofa {

// What `ofa train` and `ofa finetune` have in common: flags that change a configuration, and a run
// folder to start or to go on with.
struct TrainFlags {
  std::string budget, device;
  std::vector<std::string> set;
  int64_t seed = -1;
  int threads = -1;
  bool dry_run = false, allow_drift = false;

  std::vector<std::string> assignments() const;  // the flags, as --set says them
};
void add_train_flags(CLI::App& command, TrainFlags& flags);

// The weights before the first step, for a configuration and its images.
using MakeModel = std::function<Model(const TrainConfig&, const Dataset&)>;

// Each trains to the end. Error texts end with `advice`, the command that goes on.
void start_run(const Node& config, const TrainFlags& flags, const MakeModel& make_model,
               const std::string& folder, const std::string& advice);
// Says what training on so many images would be, of which none need be there; without a number of
// classes, of those of the space.
void plan_without_images(const Node& config, int64_t num_images, int num_classes);

void resume_run(const TrainFlags& flags, const std::string& folder, const std::string& advice);

}  // namespace ofa
