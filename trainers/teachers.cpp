#include "trainers/teachers.h"

#include <algorithm>

#include "core/error.h"
#include "io/folders.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "trainers/evaluation.h"

namespace ofa {
namespace {

bool is_earlier_phase(const TrainConfig& config, const PhaseConfig& phase) {
  for (const PhaseConfig& earlier : config.phases) {
    if (earlier.name == phase.name) return false;
    if (earlier.name == phase.distill->teacher) return true;
  }
  return false;
}

std::filesystem::path teacher_file(const std::filesystem::path& run, const std::string& phase) {
  return run / "teachers" / (phase + ".safetensors");
}

Model model_of_phase(const Model& model, const std::string& phase,
                     const std::filesystem::path& run) {
  Weights weights(model.weights.declared(),
                  {.dtype = model.weights.dtype(), .device = model.weights.device()});
  read_weights(teacher_file(run, phase), weights);
  return {model.space, std::move(weights), model.only};
}

}  // namespace

std::unique_ptr<Teacher> make_teacher(const TrainConfig& config, const PhaseConfig& phase,
                                      const Model& model, const Dataset& dataset,
                                      const std::filesystem::path& run, at::ScalarType precision) {
  if (!phase.distill || phase.distill->teacher == DistillConfig::kInPlace) return nullptr;
  Teacher::Calibrate by_images;
  if (phase.distill->statistics == TeacherNorms::kCalibrated)
    by_images = [&dataset, options = evaluation_options(config)](const Weights& weights,
                                                                 const Plan& plan) {
      return calibrate(weights, plan, dataset, options);
    };
  if (is_earlier_phase(config, phase)) {
    Arch widest = model.only.value_or(max_arch(model.space));
    return std::make_unique<Teacher>(model_of_phase(model, phase.distill->teacher, run),
                                     std::move(widest), by_images, precision);
  }
  Subnet subnet = load_subnet(phase.distill->teacher);
  Arch arch = subnet.plan.arch;
  return std::make_unique<Teacher>(Model{subnet.space, std::move(subnet.weights), arch}, arch,
                                   by_images, precision);
}

void keep_as_teacher(const TrainConfig& config, const PhaseConfig& phase, const Weights& weights,
                     const std::filesystem::path& run) {
  const bool teaches = std::ranges::any_of(config.phases, [&](const PhaseConfig& later) {
    return later.distill && later.distill->teacher == phase.name;
  });
  if (!teaches) return;
  std::filesystem::create_directories(run / "teachers");
  write_weights(teacher_file(run, phase.name), weights);
}

void check_teachers(const TrainConfig& config) {
  for (const PhaseConfig& phase : config.phases) {
    if (!phase.distill || phase.distill->teacher == DistillConfig::kInPlace) continue;
    if (is_earlier_phase(config, phase) || is_subnet(phase.distill->teacher)) continue;
    throw Error(
        "phase {}: distill.teacher: {} is neither {} (the widest arch in place), nor an earlier "
        "phase, nor a subnet folder",
        phase.name, phase.distill->teacher, DistillConfig::kInPlace);
  }
}

}  // namespace ofa
