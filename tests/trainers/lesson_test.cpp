#include "trainers/lesson.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/initialise.h"
#include "space/sample.h"
#include "trainers/block_pairs.h"
#include "trainers/losses.h"
#include "trainers/step.h"

namespace ofa {
namespace {

Model double_model(const Space& space, uint64_t seed) {
  Model model = make_model(space, std::nullopt, {.dtype = at::kDouble});
  initialise(model.weights, seed);
  return model;
}

// The same pictures, other stages.
Space other_space() {
  SpaceSpec spec = load_space("fashion").spec;
  spec.stages.pop_back();
  return make_space("other", spec);
}

at::Tensor images(int resolution) {
  return at::sin(at::arange(3 * resolution * resolution, at::kDouble))
      .reshape({3, 1, resolution, resolution});
}

Values run(const Model& model, const Plan& plan) {
  return forward_train(model.weights, plan, images(plan.arch.resolution), at::kDouble, nullptr,
                       block_values(plan.graph));
}

TEST(Lesson, ComparesLeadingChannelsWithinASpace) {
  const Model model = double_model(load_space("fashion"), 1);
  const Plan student = model.plan(min_arch(model.space));
  Arch widest = max_arch(model.space);
  widest.resolution = student.arch.resolution;
  const Plan teacher = model.plan(widest);
  const Lesson lesson{"max", 1, true, &teacher.graph, run(model, teacher)};
  const Answer answer{student.graph, run(model, student)};
  at::Tensor wanted;
  const auto pairs = pairs_within_space(student.graph, teacher.graph, BlockMap::kLast);
  for (const BlockPair& pair : pairs) {
    const at::Tensor mine = answer.leaves.at(pair.student);
    const at::Tensor theirs = lesson.values.at(pair.teacher).slice(1, 0, mine.size(1));
    const at::Tensor one =
        (mine - theirs).square().sum() / theirs.square().sum() / static_cast<double>(pairs.size());
    wanted = wanted.defined() ? wanted + one : one;
  }
  EXPECT_NEAR(term_loss(FeaturesTerm{}, lesson, answer, {}).item<double>(), wanted.item<double>(),
              1e-12);
}

TEST(Lesson, OfItselfIsNoLoss) {
  const Model model = double_model(load_space("fashion"), 1);
  const Plan plan = model.plan(max_arch(model.space));
  const Lesson lesson{"max", 1, true, &plan.graph, run(model, plan)};
  const Answer answer{plan.graph, run(model, plan)};
  EXPECT_EQ(term_loss(FeaturesTerm{}, lesson, answer, {}).item<double>(), 0);
  EXPECT_NEAR(term_loss(CosineTerm{}, lesson, answer, {}).item<double>(), 0, 1e-9);
  EXPECT_EQ(term_loss(LogitsTerm{}, lesson, answer, {}).item<double>(), 0);
  EXPECT_NEAR(term_loss(AlphaTerm{}, lesson, answer, {}).item<double>(), 0, 1e-9);
}

class AcrossSpaces : public testing::Test {
 protected:
  AcrossSpaces() : model_(double_model(load_space("fashion"), 1)) {
    Model teacher = double_model(other_space(), 2);
    const Arch widest = max_arch(teacher.space);
    teachers_.frozen.push_back(
        {"other", 1,
         std::make_unique<Teacher>(std::move(teacher), widest, Teacher::Calibrate(), at::kDouble),
         false});
    for (const int resolution : {24, 28}) {
      Arch max = max_arch(model_.space);
      max.resolution = resolution;
      add_projections(teachers_.projections, "other",
                      teachers_.frozen[0].teacher->graph(resolution), model_.plan(max).graph, 5,
                      at::TensorOptions(at::kDouble));
    }
    options_.distill = DistillConfig();
    options_.distill->teacher.all = {{"other"}};
    options_.distill->terms = {FeaturesTerm{}};
    options_.distill->labels = {0, 0};
  }

  double loss(const Arch& arch) {
    return add_gradients(model_, {arch}, teachers_, images(arch.resolution),
                         at::arange(3, at::kLong), options_)
        .total;
  }

  Model model_;
  Teachers teachers_;
  StepOptions options_{.precision = at::kDouble};
};

// One at 14 x 14 (the second stage, which the teacher's last is, too) or 12 x 12.
TEST_F(AcrossSpaces, ThereIsAMatrixForEachPairOfStages) {
  const auto state = teachers_.projections.state();
  ASSERT_EQ(state.size(), 2U);
  EXPECT_EQ(state[0].name, "projection.other stages.1");
  EXPECT_EQ(state[1].name, "projection momentum.other stages.1");
  EXPECT_EQ(state[0].values.sizes(), at::IntArrayRef({32, 32}));
}

TEST_F(AcrossSpaces, ProjectionsAreLearned) {
  const Arch narrow = min_arch(model_.space);
  const double before = loss(narrow);
  const at::Tensor first = teachers_.projections.leaves()[0].detach().clone();
  teachers_.projections.step(0.1);
  for (int i = 0; i < 200; ++i) {
    loss(narrow);
    teachers_.projections.step(0.1);
  }
  EXPECT_LT(loss(narrow), 0.8 * before);
  const at::Tensor now = teachers_.projections.leaves()[0].detach();
  EXPECT_FALSE(at::equal(now.slice(1, 0, 24), first.slice(1, 0, 24)));
  EXPECT_TRUE(at::equal(now.slice(1, 24), first.slice(1, 24)));  // channels it does not have
}

TEST_F(AcrossSpaces, AProjectionsGradientIsThatOfTheLoss) {
  const Arch arch = max_arch(model_.space);
  const at::Tensor matrix = teachers_.projections.leaves()[0];
  const double before = loss(arch);
  const at::Tensor gradient_step = matrix.detach().clone();
  teachers_.projections.step(1e-3);
  const at::Tensor moved = (matrix.detach() - gradient_step) / -1e-3;  // the gradient
  const double wanted = before - 1e-3 * moved.square().sum().item<double>();
  EXPECT_NEAR(loss(arch), wanted, 1e-3 * std::abs(wanted - before));
}

}  // namespace
}  // namespace ofa
