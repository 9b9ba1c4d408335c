#pragma once

#include <filesystem>
#include <memory>

#include "trainers/plan.h"
#include "trainers/teacher.h"

namespace ofa {

// Who teaches a phase: nobody, the widest arch in place (both null), the widest as an earlier phase
// left it (RUN/teachers/PHASE.safetensors), or a subnet.
std::unique_ptr<Teacher> make_teacher(const TrainConfig& config, const PhaseConfig& phase,
                                      const Model& model, const Dataset& dataset,
                                      const std::filesystem::path& run, at::ScalarType precision);

// Keeps the weights as a phase leaves them, if a later one learns from them.
void keep_as_teacher(const TrainConfig& config, const PhaseConfig& phase, const Weights& weights,
                     const std::filesystem::path& run);

// An Error where a phase names a teacher that there is not.
void check_teachers(const TrainConfig& config);

}  // namespace ofa
