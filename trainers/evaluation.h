#pragma once

#include "evaluate/accuracy.h"
#include "trainers/health.h"
#include "trainers/plan.h"

namespace ofa {

// An arch whose accuracy is followed while training.
struct FollowedArch {
  std::string name;  // min, max, random 0, or its line
  Arch arch;
};
std::vector<FollowedArch> followed_archs(const TrainConfig& config, const Model& model);

struct FollowedAccuracy {
  std::string name;
  Accuracy accuracy;
};
struct Evaluation {
  std::vector<FollowedAccuracy> archs;
  double seconds = 0;

  std::optional<double> of(const std::string& name) const;  // top-1
  std::vector<double> of_random() const;
  // What the best weights are best at: the mean of smallest and largest, where both are followed.
  double score() const;
};

EvaluationOptions evaluation_options(const TrainConfig& config);

// Calibrated, on validation images.
Evaluation evaluate(const TrainConfig& config, const Dataset& dataset, const Model& model,
                    const std::vector<FollowedArch>& archs);

Health judge(const Evaluation& evaluation, const StepLosses& losses, const PhaseConfig& phase,
             const Progression& before, int num_classes);

Json evaluation_json(const Space& space, const Evaluation& evaluation, const Health& health);
std::string evaluation_text(const Evaluation& evaluation, const Health& health);
std::vector<Scalar> scalars_of(const Evaluation& evaluation, const Health& health);

}  // namespace ofa
