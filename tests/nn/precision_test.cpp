#include <ATen/ATen.h>

#include <optional>

#include "nn/calibrate.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

double relative_error(const at::Tensor& found, const at::Tensor& expected) {
  return ((found - expected).norm() / expected.norm()).item<double>();
}

at::Tensor gradients(const Weights& weights) {
  return weights.flat_gradients(WeightGroup::kDecayed).clone();
}

class EverySpaceInBFloat16 : public OnEverySpace {
 protected:
  // Residual branches are damped, as training does: undamped, 50 random blocks one upon the other
  // amplify any rounding until nothing of the value is left.
  const RandomSupernet& net() {
    if (!net_) {
      net_.emplace(random_supernet(space_name(), 1, at::kFloat, device()));
      for (const ParamId scale : net_->weights.declared().residual_scales)
        net_->weights.values(scale).mul_(0.25);
    }
    return *net_;
  }
  at::Tensor images(const Arch& arch) {
    return random_images(4, net().space.spec.input.channels, arch.resolution, 3).to(device());
  }
  std::vector<Arch> archs() { return small_archs(net().space, 3, 2, 48); }

 private:
  std::optional<RandomSupernet> net_;
};

// bfloat16 keeps 8 bits: a rounding is 0.4 % of a value, and each of the (up to 100) layers of a
// random network rounds, and amplifies what came before. A block alone stays within 3 %.
TEST_P(EverySpaceInBFloat16, LogitsAndKeptValuesStayNearFloat) {
  for (const Arch& arch : archs()) {
    const Plan plan = make_plan(net().space, arch, net().weights);
    const NormStatistics statistics = calibrated(net(), plan, 4);
    const ValueId early = plan.output_of("stages.0.blocks.0");
    const auto run = [&](at::ScalarType precision) {
      return evaluate(net().weights, plan, images(arch), statistics, precision, {early});
    };
    const Values exact = run(at::kFloat), rough = run(at::kBFloat16);
    for (const auto& [value, tensor] : rough) EXPECT_EQ(tensor.scalar_type(), at::kFloat);
    EXPECT_LT(relative_difference(rough.at(early), exact.at(early)), 0.03);
    const double error = relative_error(rough.at(plan.graph.output), exact.at(plan.graph.output));
    EXPECT_LT(error, 0.25);
    EXPECT_GT(error, 0);
    std::printf("%s logits %g\n", space_name().c_str(), error);
  }
}

TEST_P(EverySpaceInBFloat16, StatisticsStayFloatAndNear) {
  for (const Arch& arch : archs()) {
    const Plan plan = make_plan(net().space, arch, net().weights);
    const auto exact = calibrated(net(), plan, 4).moments();
    const auto rough = calibrated(net(), plan, 4, at::kBFloat16).moments();
    double worst = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
      EXPECT_EQ(rough[i].mean.scalar_type(), at::kFloat);
      EXPECT_EQ(rough[i].variance.scalar_type(), at::kFloat);
      worst = std::max(worst, relative_error(rough[i].variance, exact[i].variance));
    }
    EXPECT_LT(worst, 0.25);
    std::printf("%s variance %g\n", space_name().c_str(), worst);
  }
}

// Activations are half as large; what is trained, and what it is trained by, is not.
TEST_P(EverySpaceInBFloat16, TrainsMasterWeightsInFloat) {
  Weights weights = net().weights;
  const Arch arch = archs()[2];
  const Plan plan = make_plan(net().space, arch, weights);
  const auto step = [&](at::ScalarType precision) {
    clear_gradients(weights);
    Tape tape;
    const at::Tensor logits =
        forward_train(weights, plan, images(arch), precision, &tape).at(plan.graph.output);
    EXPECT_EQ(logits.scalar_type(), at::kFloat);
    for (const Tape::Row& row : tape.rows) EXPECT_EQ(row.output.scalar_type(), precision);
    backward(weights, plan, tape, {{plan.graph.output, some_gradient(logits)}});
    return gradients(weights);
  };
  const at::Tensor before = weights.flat_values(WeightGroup::kDecayed).clone();
  const at::Tensor exact = step(at::kFloat), rough = step(at::kBFloat16);
  EXPECT_EQ(rough.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::equal(weights.flat_values(WeightGroup::kDecayed), before));
  const double cosine = (exact.dot(rough) / (exact.norm() * rough.norm())).item<double>();
  EXPECT_GT(cosine, 0.9);
  std::printf("%s cosine %g\n", space_name().c_str(), cosine);
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceInBFloat16,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

}  // namespace
}  // namespace ofa
