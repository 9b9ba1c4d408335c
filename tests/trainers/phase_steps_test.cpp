#include "trainers/phase_steps.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "tests/error_of.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

using testing::HasSubstr;

constexpr int kResolution = 24;

BatchTensors batch() {
  const at::Tensor images = at::sin(at::arange(4 * kResolution * kResolution, at::kFloat));
  return {images.reshape({4, 1, kResolution, kResolution}), at::arange(4, at::kLong), kResolution};
}

TrainConfig config_with(double weight_decay, DecayFor decay_for) {
  TrainConfig config;
  config.precision = Precision::kFp32;
  config.optimizer.weight_decay = weight_decay;
  config.optimizer.decay_for = decay_for;
  return config;
}

PhasePlan plan_of(const std::vector<Sample>& sample, int64_t steps) {
  OpenChoices open{.all = true};
  return {{.name = "a", .sample = sample, .open = open}, 0, steps, 0.01, {}};
}

// The decayed weights after some steps.
at::Tensor trained(const TrainConfig& config, const std::vector<Sample>& sample,
                   const std::optional<Arch>& only = std::nullopt) {
  const PhasePlan plan = plan_of(sample, 3);
  const Space space = load_space("fashion");
  Model model = only ? make_model(space, only) : new_model(config, space);
  if (only) model.weights.flat_values(WeightGroup::kDecayed).fill_(0.01);
  Optimizer optimizer(config.optimizer, model.weights);
  PhaseSteps steps(config, plan, model, optimizer, {});
  for (int64_t step = 0; step < plan.end; ++step) steps.step(step, batch);
  return model.weights.flat_values(WeightGroup::kDecayed);
}

// For max: all or nothing, by whether a step trains the widest arch.
TEST(DecayForMax, PullsAsMuchAsForAllWhereMaxIsAmongTheArchsOnly) {
  const TrainConfig none = config_with(0, DecayFor::kAll), all = config_with(0.1, DecayFor::kAll),
                    max = config_with(0.1, DecayFor::kMax);
  const std::vector<Sample> sandwich{Sample::kMax, Sample::kRandom, Sample::kMin};
  EXPECT_TRUE(at::equal(trained(max, sandwich), trained(all, sandwich)));
  EXPECT_FALSE(at::equal(trained(max, sandwich), trained(none, sandwich)));
  EXPECT_TRUE(at::equal(trained(max, {Sample::kMin}), trained(none, {Sample::kMin})));
  EXPECT_FALSE(at::equal(trained(all, {Sample::kMin}), trained(none, {Sample::kMin})));
}

TEST(DecayForMax, PullsAtOneNetworkThatIsTrainedByItself) {
  const Arch only = min_arch(load_space("fashion"));
  EXPECT_TRUE(at::equal(trained(config_with(0.1, DecayFor::kMax), {Sample::kRandom}, only),
                        trained(config_with(0.1, DecayFor::kAll), {Sample::kRandom}, only)));
}

std::string error_for(TrainConfig config, std::optional<double> phase_lr) {
  PhasePlan plan = plan_of({Sample::kMax}, 1);
  plan.phase.lr = phase_lr;
  config.phases = {{.name = "before"}, plan.phase};
  Model model = new_model(config, load_space("fashion"));
  Optimizer optimizer(config.optimizer, model.weights);
  PhaseSteps steps(config, plan, model, optimizer, {});
  const at::Tensor before = model.weights.flat_values(WeightGroup::kDecayed).clone();
  const std::string error = error_of([&] {
    steps.step(0, [] {
      BatchTensors images = batch();
      images.images = images.images * std::numeric_limits<float>::infinity();
      return images;
    });
  });
  EXPECT_TRUE(at::equal(model.weights.flat_values(WeightGroup::kDecayed), before));
  return error;
}

TEST(PhaseSteps, SaysWhatToDoWhereTheLossIsNoNumber) {
  TrainConfig config = config_with(0, DecayFor::kAll);
  EXPECT_THAT(error_for(config, std::nullopt),
              HasSubstr("Try a lower lr, a clip_norm or fp32, from the last checkpoint: "
                        "--allow-drift --set optimizer.lr=... --set optimizer.clip_norm=5 --set"));
  config.optimizer.clip_value = 1;
  EXPECT_THAT(error_for(config, 0.3),
              HasSubstr("Try a lower lr or fp32, from the last checkpoint: --allow-drift --set "
                        "phases.1.lr=... --set precision"));
}

}  // namespace
}  // namespace ofa
