#include "trainers/teachers.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/error.h"
#include "io/folders.h"
#include "nn/run_folder.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "space/lower.h"
#include "trainers/block_pairs.h"
#include "trainers/evaluation.h"
#include "trainers/lesson.h"
#include "trainers/precision.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

std::filesystem::path teacher_file(const std::filesystem::path& run, const std::string& name) {
  return run / "teachers" / (name + ".safetensors");
}

struct Network {
  Model model;
  Arch arch;
};

Network widest_of(Model model) {
  Arch widest = model.only.value_or(max_arch(model.space));
  return {std::move(model), std::move(widest)};
}

Network kept_by_run(const TrainConfig& config, const Model& model,
                    const std::optional<Arch>& first_only, const std::string& name,
                    const std::filesystem::path& run) {
  Weights weights(model.weights.declared(), weights_options(config));
  if (run.empty())
    for (const WeightGroup group : kWeightGroups)
      at::Tensor(weights.flat_values(group)).copy_(model.weights.flat_values(group));
  else
    read_weights(teacher_file(run, name), weights);
  return widest_of({model.space, std::move(weights), first_only});
}

Network of_folder(const std::string& folder) {
  if (is_run(folder)) return widest_of(load_run(folder).model);
  Subnet subnet = load_subnet(folder);
  const Arch arch = subnet.plan.arch;
  return {Model{subnet.space, std::move(subnet.weights), arch}, arch};
}

Space space_of(const std::string& folder) {
  return is_run(folder) ? read_run_description(folder).space
                        : read_subnet_description(folder).space;
}

Arch arch_of(const std::string& folder, const Space& space) {
  if (!is_run(folder)) return read_subnet_description(folder).arch;
  return read_run_description(folder).only.value_or(max_arch(space));
}

// But for the classes.
bool is_same_space(const Space& a, const Space& b) {
  SpaceSpec spec = b.spec;
  spec.classes = a.spec.classes;
  return a.spec == spec;
}

void prepare_projections(Teachers& teachers, const PhaseConfig& phase, const Model& model,
                         uint64_t seed) {
  Arch widest = model.only.value_or(max_arch(model.space));
  const auto options = at::TensorOptions(model.weights.dtype()).device(model.weights.device());
  for (const Teachers::Frozen& one : teachers.frozen) {
    if (one.same_space || !phase.distill->compares_blocks()) continue;
    for (const int resolution : restrict_space(model.space, phase.open).open_resolutions) {
      widest.resolution = resolution;
      add_projections(teachers.projections, one.name, one.teacher->graph(resolution),
                      model.plan(widest).graph, seed, options);
    }
  }
}

// Whether its blocks can be compared with the student's, at each resolution.
void check_blocks(const TrainConfig& config, const PhaseConfig& phase, const std::string& name,
                  const Space& space) {
  const Space other = space_of(name);
  if (is_same_space(space, other)) {
    for (const PhaseConfig& before : config.phases) {
      if (before.sort != SortBy::kNone)
        throw Error(
            "phase {}: what blocks give is compared with {} channel by channel, but phase {} sorts "
            "channels; leave out sort, or these terms",
            phase.name, name, before.name);
      if (before.name == phase.name) return;
    }
  }
  Arch student = max_arch(space), teacher = arch_of(name, other);
  for (const int resolution : restrict_space(space, phase.open).open_resolutions) {
    student.resolution = teacher.resolution = resolution;
    if (pairs_across_spaces(lower(space, student), lower(other, teacher)).empty())
      throw Error(
          "phase {}: {} and {} have no size of map in common that their stages end in, at {}",
          phase.name, name, space.name, resolution);
  }
}

template <typename Visit>
void each_outside_teacher(const TrainConfig& config, const Visit& visit) {
  for (const PhaseConfig& phase : config.phases) {
    if (!phase.distill) continue;
    for (const TeacherShare& one : phase.distill->teacher.all)
      if (one.name != DistillConfig::kInPlace && !is_kept_teacher(config, phase, one.name))
        visit(phase, one.name);
  }
}

}  // namespace

bool is_kept_teacher(const TrainConfig& config, const PhaseConfig& phase, const std::string& name) {
  if (name == DistillConfig::kAtStart) return true;
  for (const PhaseConfig& earlier : config.phases) {
    if (earlier.name == phase.name) return false;
    if (earlier.name == name) return true;
  }
  return false;
}

Teachers make_teachers(const TrainConfig& config, const PhaseConfig& phase, const Model& model,
                       const std::optional<Arch>& first_only, const Dataset& dataset,
                       const std::filesystem::path& run) {
  Teachers teachers;
  if (!phase.distill) return teachers;
  Teacher::Calibrate by_images;
  if (phase.distill->statistics == TeacherNorms::kCalibrated)
    by_images = [&dataset, options = evaluation_options(config)](const Weights& weights,
                                                                 const Plan& plan) {
      return calibrate(weights, plan, dataset, options);
    };
  double sum = 0;
  for (const TeacherShare& one : phase.distill->teacher.all) sum += one.share;
  for (const auto& [name, share] : phase.distill->teacher.all) {
    if (name == DistillConfig::kInPlace) {
      teachers.in_place = share / sum;
      continue;
    }
    auto [network, arch] = is_kept_teacher(config, phase, name)
                               ? kept_by_run(config, model, first_only, name, run)
                               : of_folder(name);
    const bool same_space = is_same_space(model.space, network.space);
    teachers.frozen.push_back({name, share / sum,
                               std::make_unique<Teacher>(std::move(network), std::move(arch),
                                                         by_images, scalar_type(config.precision)),
                               same_space});
  }
  prepare_projections(teachers, phase, model, static_cast<uint64_t>(config.seed));
  return teachers;
}

void keep_as_teacher(const TrainConfig& config, const std::string& name, const Weights& weights,
                     const std::filesystem::path& run) {
  const bool teaches = std::ranges::any_of(config.phases, [&](const PhaseConfig& phase) {
    return phase.distill && phase.distill->teacher.contains(name);
  });
  if (!teaches) return;
  std::filesystem::create_directories(run / "teachers");
  write_weights(teacher_file(run, name), weights);
}

void check_teachers(const TrainConfig& config) {
  each_outside_teacher(config, [](const PhaseConfig& phase, const std::string& name) {
    if (is_subnet(name) || is_run(name)) return;
    throw Error(
        "phase {}: distill.teacher: {} is neither {} (the widest arch in place), nor {} (as it was "
        "before the first step), nor an earlier phase, nor a subnet or run folder",
        phase.name, name, DistillConfig::kInPlace, DistillConfig::kAtStart);
  });
}

void check_teachers(const TrainConfig& config, const Space& space) {
  check_teachers(config);
  each_outside_teacher(config, [&](const PhaseConfig& phase, const std::string& name) {
    const SpaceSpec teacher = space_of(name).spec;
    if (teacher.classes != space.spec.classes)
      throw Error("phase {}: the teacher {} tells {} classes apart, the data have {}", phase.name,
                  name, teacher.classes, space.spec.classes);
    if (teacher.input.channels != space.spec.input.channels)
      throw Error("phase {}: the teacher {} takes pictures of {} channels, the data have {}",
                  phase.name, name, teacher.input.channels, space.spec.input.channels);
    if (phase.distill->compares_blocks()) check_blocks(config, phase, name, space);
  });
}

}  // namespace ofa
