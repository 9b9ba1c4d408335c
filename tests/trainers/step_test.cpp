#include "trainers/step.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <set>

#include "nn/initialise.h"
#include "trainers/losses.h"

namespace ofa {
namespace {

Model double_fashion() {
  Model model = make_model(load_space("fashion"), std::nullopt, {.dtype = at::kDouble});
  initialise(model.weights, 3);
  return model;
}

at::Tensor images(int resolution) {
  return at::sin(at::arange(6 * resolution * resolution, at::kDouble))
      .reshape({6, 1, resolution, resolution});
}

at::Tensor labels() {
  return at::arange(6, at::kLong);
}

at::Tensor gradients(const Model& model) {
  return at::cat({model.weights.flat_gradients(WeightGroup::kDecayed),
                  model.weights.flat_gradients(WeightGroup::kPlain)});
}

// What one call adds.
at::Tensor gradients_of(Model& model, const std::vector<Arch>& archs, const StepOptions& options,
                        Teacher* teacher = nullptr) {
  const at::Tensor before = gradients(model).clone();
  add_gradients(model, archs, teacher, images(archs.front().resolution), labels(), options);
  return gradients(model) - before;
}

bool near(const at::Tensor& a, const at::Tensor& b) {
  return at::allclose(a, b, 1e-9, 1e-12);
}

std::vector<Arch> three_archs(const Model& model) {
  std::vector<Arch> archs{max_arch(model.space), random_arch(model.space, 5),
                          min_arch(model.space)};
  for (Arch& arch : archs) arch.resolution = 24;
  return archs;
}

const StepOptions kPlainStep{.precision = at::kDouble};

StepOptions distilled(double weight, double labels_weight) {
  DistillConfig distill;
  distill.teacher = DistillConfig::kInPlace;
  distill.weight = weight;
  distill.labels = labels_weight;
  return {.distill = distill, .precision = at::kDouble};
}

TEST(Step, GradientsOfArchsAddUp) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  at::Tensor sum = at::zeros_like(gradients(model));
  for (const Arch& arch : archs) sum += gradients_of(model, {arch}, kPlainStep);
  EXPECT_TRUE(near(gradients_of(model, archs, kPlainStep), sum));
}

TEST(Step, AShareScalesGradientsAndNotLosses) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  StepOptions half = kPlainStep;
  half.share = 0.5;
  EXPECT_TRUE(near(gradients_of(model, archs, half), gradients_of(model, archs, kPlainStep) / 2));
  const auto loss = [&](const StepOptions& options) {
    return add_gradients(model, archs, nullptr, images(24), labels(), options).total;
  };
  EXPECT_DOUBLE_EQ(loss(half), loss(kPlainStep));
}

// Labels only for the teacher itself; for the others, labels and what it says.
TEST(Step, TheWidestInPlaceTeachesTheOthers) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  const at::Tensor widest = gradients_of(model, {archs[0]}, kPlainStep);
  const at::Tensor labels_only = gradients_of(model, archs, kPlainStep) - widest;
  const at::Tensor by_labels = gradients_of(model, archs, distilled(0, 1)) - widest;
  const at::Tensor by_teacher = gradients_of(model, archs, distilled(1, 0)) - widest;
  EXPECT_TRUE(near(by_labels, labels_only));
  EXPECT_FALSE(near(by_teacher, labels_only));
  EXPECT_TRUE(
      near(gradients_of(model, archs, distilled(2, 3)) - widest, 2 * by_teacher + 3 * by_labels));
}

TEST(Step, ATeacherInPlaceNeedNotBeAmongTheArchs) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  const at::Tensor widest = gradients_of(model, {archs[0]}, kPlainStep);
  EXPECT_TRUE(near(gradients_of(model, archs, distilled(1, 1)) - widest,
                   gradients_of(model, {archs[1], archs[2]}, distilled(1, 1))));
}

TEST(Step, AFrozenTeacherSaysWhatItsWeightsSay) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  Teacher frozen(double_fashion(), max_arch(model.space), {}, at::kDouble);
  const Plan plan = model.plan(archs[0]);
  const at::Tensor wanted =
      forward_train(model.weights, plan, images(24), at::kDouble, nullptr).at(plan.graph.output);
  EXPECT_TRUE(at::equal(frozen.logits(images(24)), wanted));
  EXPECT_TRUE(near(gradients_of(model, {archs[1], archs[2]}, distilled(1, 1), &frozen),
                   gradients_of(model, {archs[1], archs[2]}, distilled(1, 1))));
}

TEST(Step, ReportsMeansOverArchs) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  double hard = 0;
  for (const Arch& arch : archs)
    hard += add_gradients(model, {arch}, nullptr, images(24), labels(), kPlainStep).hard / 3;
  const StepLosses losses =
      add_gradients(model, archs, nullptr, images(24), labels(), distilled(1, 1));
  EXPECT_NEAR(losses.hard, hard, 1e-12);
  EXPECT_NEAR(losses.total, losses.hard + losses.soft, 1e-12);
}

PhaseConfig phase_of(std::vector<Sample> sample, Draw draw = Draw::kPerChoice) {
  PhaseConfig phase{.name = "p", .sample = std::move(sample), .draw = draw};
  phase.open.all = true;
  return phase;
}

TEST(ArchSource, GivesTheSampleInItsOrderAtTheBatchsResolution) {
  const Model model = double_fashion();
  const ArchSource source(model, phase_of({Sample::kMin, Sample::kRandom, Sample::kMax}), 1);
  for (int step = 0; step < 20; ++step) {
    const std::vector<Arch> archs = source.archs(step, 24);
    ASSERT_EQ(archs.size(), 3U);
    EXPECT_EQ(archs[0].picks, min_arch(model.space).picks);
    EXPECT_EQ(archs[2].picks, max_arch(model.space).picks);
    for (const Arch& arch : archs) {
      EXPECT_EQ(arch.resolution, 24);
      EXPECT_TRUE(contains(model.space, arch));
    }
    EXPECT_EQ(source.archs(step, 24), archs);
  }
}

TEST(ArchSource, StaysWithinWhatThePhaseOpens) {
  const Model model = double_fashion();
  PhaseConfig phase{.name = "p"};
  phase.open.kinds.kernel = OpenSet{.all = true};
  const ArchSource source(model, phase, 1);
  std::set<std::vector<int8_t>> seen;
  for (int step = 0; step < 200; ++step) {
    const Arch arch = source.archs(step, 28)[0];
    EXPECT_TRUE(contains(source.space(), arch));
    seen.insert(arch.picks);
  }
  EXPECT_GT(seen.size(), 90U);  // of 2^8
}

TEST(ArchSource, DrawsDepthsEvenlyPerChoiceAndDeepOnesMoreOftenUniformly) {
  const Model model = double_fashion();
  const auto shallow_share = [&](Draw draw) {
    const ArchSource source(model, phase_of({Sample::kRandom}, draw), 1);
    int shallow = 0;
    for (int step = 0; step < 3000; ++step)
      shallow += depth_of(model.space, model.space.parts[2], source.archs(step, 28)[0]) == 1;
    return shallow / 3000.0;
  };
  EXPECT_NEAR(shallow_share(Draw::kPerChoice), 1.0 / 3, 0.04);
  EXPECT_LT(shallow_share(Draw::kUniform), 0.06);  // 6 of 6 + 36 + 216
}

TEST(ArchSource, OfOneNetworkGivesThatOne) {
  Model model = double_fashion();
  model.only = random_arch(model.space, 4);
  const ArchSource source(model, phase_of({Sample::kMax, Sample::kRandom}), 1);
  for (const Arch& arch : source.archs(0, 28)) EXPECT_EQ(arch.picks, model.only->picks);
}

}  // namespace
}  // namespace ofa
