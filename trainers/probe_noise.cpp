#include <algorithm>

#include "nn/run.h"
#include "trainers/clock.h"
#include "trainers/evaluation.h"
#include "trainers/phase_steps.h"
#include "trainers/plan.h"
#include "trainers/precision.h"
#include "trainers/random_images.h"

namespace ofa {
namespace {

constexpr int kMostImages = 8;  // of a batch
constexpr double kSeconds = 2;

RandomImages noise(const TrainConfig& config, const Model& model) {
  return {static_cast<uint64_t>(config.seed), std::min(config.data.batch, kMostImages),
          model.space.spec.input.channels, model.space.spec.classes, model.weights.device()};
}

// The widest arch stands in for teachers, none of which is looked for.
PhaseConfig with_teacher_in_place(PhaseConfig phase) {
  if (phase.distill) phase.distill->teacher.all = {{DistillConfig::kInPlace}};
  return phase;
}

double seconds_of_an_image(TrainConfig config, const PhaseConfig& phase, Model& scratch) {
  constexpr int kWarmUp = 1, kMost = 50;
  config.accumulate = 1;
  const RandomImages images = noise(config, scratch);
  const PhasePlan plan{with_teacher_in_place(phase), 0, kWarmUp + kMost, 1e-6, {}};
  Teachers teachers;
  teachers.in_place = plan.phase.distill ? 1 : 0;
  Optimizer optimizer(config.optimizer, scratch.weights);
  PhaseSteps steps(config, plan, scratch, optimizer, std::move(teachers));
  const std::vector<int>& resolutions = steps.archs().space().open_resolutions;
  const auto step = [&](int number) {
    const int resolution = resolutions[static_cast<size_t>(number) % resolutions.size()];
    steps.step(number, [&] { return images.batch(number, resolution); });
  };
  for (int number = 0; number < kWarmUp; ++number) step(number);
  const auto start = Clock::now();
  int number = kWarmUp;
  while (number < kWarmUp + kMost && seconds_since(start) < kSeconds) step(number++);
  return seconds_since(start) / ((number - kWarmUp) * images.count);
}

double evaluation_seconds(const TrainConfig& config, const Model& scratch) {
  const RandomImages images = noise(config, scratch);
  double seconds = 0;
  for (const FollowedArch& followed : followed_archs(config, scratch)) {
    const Plan plan = scratch.plan(followed.arch);
    const BatchTensors batch = images.batch(0, followed.arch.resolution);
    const auto start = Clock::now();
    forward_train(scratch.weights, plan, batch.images, scalar_type(config.precision), nullptr)
        .at(plan.graph.output)
        .sum()
        .item<double>();  // when it is done, on devices that do not wait
    seconds += seconds_since(start) / images.count;
  }
  return seconds *
         static_cast<double>(config.evaluate.images.value + config.evaluate.calibration.value);
}

}  // namespace

Speed probe_speed_without_images(const TrainConfig& config, Model& scratch) {
  Speed speed;
  const double images = static_cast<double>(config.data.batch) * config.accumulate;
  for (const PhaseConfig& phase : config.phases)
    speed.step_seconds.push_back(images * seconds_of_an_image(config, phase, scratch));
  speed.evaluation_seconds = evaluation_seconds(config, scratch);
  return speed;
}

}  // namespace ofa
