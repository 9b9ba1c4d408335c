#include "trainers/step_bench.h"

#include <algorithm>

#include "core/statistics.h"
#include "nn/calibrate.h"
#include "space/costs.h"
#include "space/sample.h"
#include "trainers/clock.h"
#include "trainers/phase_steps.h"
#include "trainers/precision.h"
#include "trainers/random_images.h"
#include "trainers/roof.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

constexpr double kFlopPerMac = 2;
constexpr double kForward = 1, kForwardAndBackward = 3;

OpenChoices opened(BenchPhase phase) {
  OpenChoices open{.all = phase == BenchPhase::kWidth};
  if (phase == BenchPhase::kKernel || phase == BenchPhase::kDepth)
    open.kinds.kernel = OpenSet{.all = true};
  if (phase == BenchPhase::kDepth) open.kinds.depth = OpenSet{.all = true};
  return open;
}

int archs_per_step(BenchPhase phase) {
  switch (phase) {
    case BenchPhase::kDepth:
      return 2;
    case BenchPhase::kWidth:
      return 4;
    default:
      return 1;
  }
}

// As configs/fashion_progressive.yaml has them, after once-for-all's train_ofa_net.py.
PhaseConfig phase_config(BenchPhase phase) {
  PhaseConfig config{.name = name_of(phase), .open = opened(phase)};
  config.sample.assign(archs_per_step(phase),
                       phase == BenchPhase::kFull ? Sample::kMax : Sample::kRandom);
  if (phase != BenchPhase::kFull) {
    config.distill = DistillConfig();
    config.distill->teacher.all = {{name_of(BenchPhase::kFull)}};
  }
  return config;
}

// In place of the one that an earlier phase would have left.
Teachers widest_of_another_seed(TrainConfig config, const Space& space) {
  ++config.seed;
  Teachers teachers;
  teachers.frozen.push_back(
      {name_of(BenchPhase::kFull), 1,
       std::make_unique<Teacher>(new_model(config, space), max_arch(space), Teacher::Calibrate(),
                                 scalar_type(config.precision))});
  return teachers;
}

class Subject {
 public:
  virtual ~Subject() = default;
  virtual void run(int64_t step, const BatchTensors& batch) = 0;
  virtual double macs(int64_t step) = 0;  // an image
};

class TrainingStep : public Subject {
 public:
  TrainingStep(const TrainConfig& config, const Space& space, const StepBenchOptions& options)
      : resolution_(options.resolution),
        plan_{phase_config(options.phase), 0, options.warm_up + options.steps, kTinyRate, {}},
        model_(new_model(config, space)),
        optimizer_(config.optimizer, model_.weights),
        steps_(config, plan_, model_, optimizer_,
               plan_.phase.distill ? widest_of_another_seed(config, space) : Teachers()),
        costs_(space) {}

  void run(int64_t step, const BatchTensors& batch) override {
    steps_.step(step, [&] { return batch; });
  }

  double macs(int64_t step) override {
    double sum = plan_.phase.distill ? kForward * macs_of(max_arch(model_.space)) : 0;
    for (const Arch& arch : steps_.archs().archs(step, resolution_))
      sum += kForwardAndBackward * macs_of(arch);
    return sum;
  }

 private:
  static constexpr double kTinyRate = 1e-6;  // random labels teach nothing

  double macs_of(Arch arch) {
    arch.resolution = resolution_;
    return static_cast<double>(costs_(arch).macs);
  }

  const int resolution_;
  const PhasePlan plan_;
  Model model_;
  Optimizer optimizer_;
  PhaseSteps steps_;
  CostTable costs_;
};

class Calibration : public Subject {
 public:
  Calibration(const TrainConfig& config, const Space& space, const StepBenchOptions& options)
      : model_(new_model(config, space)),
        plan_(model_.plan(widest(space, options.resolution))),
        calibration_(model_.weights, plan_, scalar_type(config.precision)) {}

  void run(int64_t, const BatchTensors& batch) override {
    const ProfileScope scope("calibration");
    calibration_.add(batch.images);
  }

  double macs(int64_t) override { return kForward * static_cast<double>(cost(plan_.graph).macs); }

 private:
  static Arch widest(const Space& space, int resolution) {
    Arch arch = max_arch(space);
    arch.resolution = resolution;
    return arch;
  }

  Model model_;
  Plan plan_;
  NormCalibration calibration_;
};

std::unique_ptr<Subject> make_subject(const TrainConfig& config, const Space& space,
                                      const StepBenchOptions& options) {
  if (options.phase == BenchPhase::kCalibrate)
    return std::make_unique<Calibration>(config, space, options);
  return std::make_unique<TrainingStep>(config, space, options);
}

template <typename Value>
double median(const std::vector<StepBench::Step>& steps, const Value& value) {
  std::vector<double> values;
  for (const StepBench::Step& step : steps) values.push_back(value(step));
  return quantile(values, 0.5);
}

}  // namespace

double StepBench::seconds() const {
  return median(steps, [](const Step& step) { return step.seconds; });
}

double StepBench::flop_per_second() const {
  return median(steps, [](const Step& step) { return step.flop / step.seconds; });
}

double StepBench::roof() const {
  return std::max(roof_before, roof_after);
}

StepBench bench_steps(const TrainConfig& config, const Space& space,
                      const StepBenchOptions& options) {
  StepBench bench;
  bench.roof_before = roof_flop_per_second(scalar_type(config.precision));
  const auto subject = make_subject(config, space, options);
  const RandomImages images{static_cast<uint64_t>(config.seed), config.data.batch,
                            space.spec.input.channels, space.spec.classes};
  for (int step = 0; step < options.warm_up + options.steps; ++step) {
    const BatchTensors batch = images.batch(step, options.resolution);
    if (step == options.warm_up && options.profile) start_profile();
    const auto start = Clock::now();
    subject->run(step, batch);
    if (step >= options.warm_up) bench.steps.push_back({seconds_since(start)});
  }
  bench.profile = stop_profile();
  for (int i = 0; i < options.steps; ++i)
    bench.steps[i].flop = kFlopPerMac * config.data.batch * subject->macs(options.warm_up + i);
  bench.roof_after = roof_flop_per_second(scalar_type(config.precision));
  return bench;
}

}  // namespace ofa
