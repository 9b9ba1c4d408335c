#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/json.h"
#include "config/node.h"

namespace ofa {

// A training run as a comparison looks at it.
struct ComparedRun {
  std::filesystem::path folder;
  std::string name;        // as much of the folder as tells it from the others
  std::string space_name;  // and what that is:
  Node space;
  Node config;    // config.yaml, with what it leaves out filled in
  Json data;      // what run.json says of the images
  Json training;  // training_data's curves
};

// In the order of the folders. An Error where one is no training run, was not evaluated yet, or is
// named twice; what else is odd becomes a note.
std::vector<ComparedRun> read_compared_runs(const std::vector<std::filesystem::path>& folders,
                                            std::vector<std::string>& notes);

int64_t seed_of(const ComparedRun& run);
int64_t steps_done(const ComparedRun& run);
// 0 where the configuration does not say.
int64_t planned_steps(const ComparedRun& run);
int64_t images_per_step(const Node& config);
std::string steps_text(const ComparedRun& run);  // 50 of 1,200 steps

}  // namespace ofa
