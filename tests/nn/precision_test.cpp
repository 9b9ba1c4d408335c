#include <ATen/ATen.h>

#include <optional>

#include "nn/calibrate.h"
#include "space/arch_text.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

// How far bfloat16 may be from float: this many times as far as a float network is whose weights
// alone are rounded once. (A deep random network amplifies every rounding by a factor of its own,
// MobileNetV1 to a third of the logits; activations are rounded some three times a layer.)
constexpr double kTimes = 6, kRounding = 1.0 / 256;

double relative_error(const at::Tensor& found, const at::Tensor& expected) {
  return ((found - expected).norm() / expected.norm()).item<double>();
}

class EverySpaceInBFloat16 : public OnEverySpace {
 protected:
  void SetUp() override {
    OnEverySpace::SetUp();
    if (IsSkipped()) return;
    net_.emplace(random_supernet(space_name(), 1, at::kFloat, device()));
    rounded_.emplace(random_supernet(space_name(), 1, at::kFloat, device()));
    for (RandomSupernet* net : {&*net_, &*rounded_})  // undamped, random blocks amplify even more
      for (const ParamId scale : net->weights.declared().residual_scales)
        net->weights.values(scale).mul_(0.25);
    for (const WeightGroup group : kWeightGroups) {
      const at::Tensor& values = rounded_->weights.flat_values(group);
      values.copy_(values.to(at::kBFloat16));
    }
    for (const Arch& arch : small_archs(net_->space, 3, 2, 48))
      plans_.push_back(make_plan(net_->space, arch, net_->weights));
  }

  // Large patches: deep down in a random network pictures of noise differ by less than a rounding.
  at::Tensor images() const {
    const at::Tensor patches = random_images(8, net_->space.spec.input.channels, 5, 3) * 2 - 1;
    return at::upsample_nearest2d(patches, {48, 48}).to(device());
  }
  NormStatistics statistics(const Weights& weights, const Plan& plan,
                            at::ScalarType precision) const {
    NormCalibration calibration(weights, plan, precision);
    calibration.add(images());
    return calibration.finish();
  }
  void expect_near(const at::Tensor& found, const at::Tensor& exact, const at::Tensor& rounded,
                   const std::string& what) {
    EXPECT_EQ(found.scalar_type(), at::kFloat) << what;
    const double error = relative_error(found, exact);
    EXPECT_LT(error, kRounding + kTimes * relative_error(rounded, exact)) << what;
    EXPECT_GT(error, 0) << what;
    worst_ = std::max(worst_, (error - kRounding) / relative_error(rounded, exact));
  }

  void TearDown() override { RecordProperty("times", std::to_string(worst_)); }

  std::optional<RandomSupernet> net_, rounded_;
  std::vector<Plan> plans_;
  double worst_ = 0;
};

TEST_P(EverySpaceInBFloat16, LogitsAndKeptValuesStayNearFloat) {
  for (const Plan& plan : plans_) {
    const ValueId early = plan.output_of("stages.0.blocks.0");
    const auto run = [&](const Weights& weights, at::ScalarType precision) {
      const NormStatistics norms = statistics(weights, plan, at::kFloat);
      return evaluate(weights, plan, images(), norms, precision, {early});
    };
    const Values exact = run(net_->weights, at::kFloat), rough = run(net_->weights, at::kBFloat16),
                 rounded = run(rounded_->weights, at::kFloat);
    EXPECT_LT(relative_difference(rough.at(early), exact.at(early)), 0.03);
    for (const auto& [value, tensor] : rough)
      expect_near(tensor, exact.at(value), rounded.at(value),
                  to_text(net_->space, plan.arch) + " value " + std::to_string(value));
  }
}

TEST_P(EverySpaceInBFloat16, StatisticsStayFloatAndNear) {
  const Plan& plan = plans_.back();
  const auto exact = statistics(net_->weights, plan, at::kFloat).moments();
  const auto rough = statistics(net_->weights, plan, at::kBFloat16).moments();
  const auto rounded = statistics(rounded_->weights, plan, at::kFloat).moments();
  for (size_t i = 0; i < exact.size(); ++i) {
    const std::string norm = "norm " + std::to_string(i);
    expect_near(rough[i].mean, exact[i].mean, rounded[i].mean, norm);
    expect_near(rough[i].variance, exact[i].variance, rounded[i].variance, norm);
  }
}

// Activations are half as large; what is trained, and what it is trained by, is not.
TEST_P(EverySpaceInBFloat16, TrainsMasterWeightsInFloat) {
  const Plan& plan = plans_.back();
  const auto step = [&](Weights& weights, at::ScalarType precision) {
    clear_gradients(weights);
    Tape tape;
    const at::Tensor logits =
        forward_train(weights, plan, images(), precision, &tape).at(plan.graph.output);
    EXPECT_EQ(logits.scalar_type(), at::kFloat);
    for (const std::unique_ptr<Row>& row : tape.rows)
      for (const at::Tensor& tensor : row->kept()) EXPECT_EQ(tensor.scalar_type(), precision);
    backward(weights, tape, {{plan.graph.output, some_gradient(logits)}});
    return weights.flat_gradients(WeightGroup::kDecayed).clone();
  };
  const at::Tensor before = net_->weights.flat_values(WeightGroup::kDecayed).clone();
  const at::Tensor exact = step(net_->weights, at::kFloat);
  const at::Tensor rough = step(net_->weights, at::kBFloat16);
  EXPECT_TRUE(at::equal(net_->weights.flat_values(WeightGroup::kDecayed), before));
  expect_near(rough, exact, step(rounded_->weights, at::kFloat), "gradients");
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceInBFloat16,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

}  // namespace
}  // namespace ofa
