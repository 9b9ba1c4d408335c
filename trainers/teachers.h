#pragma once

#include <filesystem>
#include <memory>

#include "trainers/plan.h"
#include "trainers/projections.h"
#include "trainers/teacher.h"

namespace ofa {

// All who teach a phase, with their shares, which are 1 together.
struct Teachers {
  struct Frozen {
    std::string name;
    double share = 1;
    std::unique_ptr<Teacher> teacher;
    bool same_space = true;
  };
  std::vector<Frozen> frozen;
  double in_place = 0;  // share of the widest arch as it is being trained
  Projections projections;

  bool empty() const { return frozen.empty() && in_place == 0; }
};

// As the phase says: the widest arch in place, the widest as it was at the start or as an earlier
// phase left it (RUN/teachers/NAME.safetensors; without a run, as the model is), that of another
// run, or a subnet. `first_only` is the model's `only` as training began: pruning narrows it.
Teachers make_teachers(const TrainConfig& config, const PhaseConfig& phase, const Model& model,
                       const std::optional<Arch>& first_only, const Dataset& dataset,
                       const std::filesystem::path& run);

// Keeps the weights as they are now, at the start or as the phase of this name leaves them, if some
// phase learns from them.
void keep_as_teacher(const TrainConfig& config, const std::string& name, const Weights& weights,
                     const std::filesystem::path& run);

// Whether a teacher of this name is kept by the run itself.
bool is_kept_teacher(const TrainConfig& config, const PhaseConfig& phase, const std::string& name);

// An Error where a phase names a teacher that there is not, or one of other classes or pictures
// than the space's.
void check_teachers(const TrainConfig& config);
void check_teachers(const TrainConfig& config, const Space& space);

}  // namespace ofa
