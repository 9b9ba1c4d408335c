#include "trainers/step.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nn/initialise.h"
#include "space/sample.h"
#include "tests/trainers/double_fashion.h"
#include "trainers/losses.h"

namespace ofa {
namespace {

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
                        Teachers& teachers) {
  const at::Tensor before = gradients(model).clone();
  add_gradients(model, archs, teachers, images(archs.front().resolution), labels(), options);
  return gradients(model) - before;
}

at::Tensor gradients_of(Model& model, const std::vector<Arch>& archs, const StepOptions& options) {
  Teachers teachers;
  teachers.in_place = options.distill ? 1 : 0;
  return gradients_of(model, archs, options, teachers);
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
  distill.teacher.all = {{DistillConfig::kInPlace}};
  distill.terms = {SoftTerm{{weight, weight}}};
  distill.labels = {labels_weight, labels_weight};
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
    Teachers nobody;
    return add_gradients(model, archs, nobody, images(24), labels(), options).total;
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

Teachers frozen_teachers(std::vector<double> shares, double in_place = 0) {
  Teachers teachers;
  teachers.in_place = in_place;
  for (const double share : shares) {
    Model model = double_fashion();
    const Arch widest = max_arch(model.space);
    teachers.frozen.push_back(
        {"big", share,
         std::make_unique<Teacher>(std::move(model), widest, Teacher::Calibrate(), at::kDouble)});
  }
  return teachers;
}

TEST(Step, AFrozenTeacherSaysWhatItsWeightsSay) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  Teachers teachers = frozen_teachers({1});
  const Plan plan = model.plan(archs[0]);
  const at::Tensor wanted =
      forward_train(model.weights, plan, images(24), at::kDouble, nullptr).at(plan.graph.output);
  EXPECT_TRUE(
      at::equal(teachers.frozen[0].teacher->answer(images(24)).at(plan.graph.output), wanted));
  EXPECT_TRUE(near(gradients_of(model, {archs[1], archs[2]}, distilled(1, 1), teachers),
                   gradients_of(model, {archs[1], archs[2]}, distilled(1, 1))));
}

TEST(Step, TeachersShareWhatIsLearned) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  const std::vector<Arch> students{archs[1], archs[2]};
  Teachers one = frozen_teachers({1}), two = frozen_teachers({0.25, 0.75}),
           mixed = frozen_teachers({0.5}, 0.5);
  const at::Tensor wanted = gradients_of(model, students, distilled(2, 1), one);
  EXPECT_TRUE(near(gradients_of(model, students, distilled(2, 1), two), wanted));
  EXPECT_TRUE(near(gradients_of(model, students, distilled(2, 1), mixed), wanted));
}

// What its blocks gave is what it says, though its backward pass is over by then.
TEST(Step, TheWidestInPlaceTeachesByItsBlocksAsAFrozenTwin) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  StepOptions options = distilled(1, 1);
  options.distill->terms = {FeaturesTerm{}, CosineTerm{}};
  Teachers twin = frozen_teachers({1});
  const at::Tensor widest = gradients_of(model, {archs[0]}, kPlainStep);
  EXPECT_TRUE(near(gradients_of(model, archs, options) - widest,
                   gradients_of(model, {archs[1], archs[2]}, options, twin)));
}

// Not from itself: from labels and the others, whose shares are all there is then.
TEST(Step, TheWidestInPlaceLearnsFromOtherTeachers) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  Teachers one = frozen_teachers({1}), mixed = frozen_teachers({0.1}, 0.9);
  EXPECT_TRUE(near(gradients_of(model, {archs[0]}, distilled(2, 0.5), mixed),
                   gradients_of(model, {archs[0]}, distilled(2, 0.5), one)));
}

// Every term by itself, at a student of each depth, against numeric derivatives.
TEST(Step, GradientsOfEveryTermAreThoseOfItsLoss) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  for (const DistillTerm& term : std::vector<DistillTerm>{
           LogitsTerm{}, FeaturesTerm{}, FeaturesTerm{{{2, 2}, BlockMap::kSkip}}, CosineTerm{}}) {
    StepOptions options = distilled(0, 0.3);
    options.distill->terms = {term};
    Model teacher = double_fashion();
    initialise(teacher.weights, 4);
    Teachers teachers;
    const Arch widest = max_arch(teacher.space);
    teachers.frozen.push_back(
        {"other", 1,
         std::make_unique<Teacher>(std::move(teacher), widest, Teacher::Calibrate(), at::kDouble)});
    const std::vector<Arch> student{archs[1]};
    const at::Tensor gradient = gradients_of(model, student, options, teachers);
    const auto loss = [&] {
      return add_gradients(model, student, teachers, images(24), labels(), options).total;
    };
    const at::Tensor& flat = model.weights.flat_values(WeightGroup::kDecayed);
    const at::Tensor direction =
        at::sin(at::arange(flat.numel(), at::kDouble)) * (flat != 0).to(at::kDouble);
    constexpr double kSmall = 1e-9;  // norms of few images are far from linear
    const at::Tensor kept = flat.clone();
    at::Tensor(flat).add_(direction, kSmall);
    const double above = loss();
    at::Tensor(flat).copy_(kept).sub_(direction, kSmall);
    const double below = loss();
    at::Tensor(flat).copy_(kept);
    const double wanted = (above - below) / (2 * kSmall);
    const double got = (gradient.narrow(0, 0, flat.numel()) * direction).sum().item<double>();
    EXPECT_NEAR(got, wanted, 2e-3 * std::abs(wanted)) << name_of(term);
  }
}

TEST(Step, WeightsMoveOverThePhase) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  StepOptions moving = distilled(1, 1);
  moving.distill->terms = {SoftTerm{{0, 4}}};
  moving.distill->labels = {2, 0};
  for (const double part : {0.0, 0.25, 1.0}) {
    moving.done = part;
    EXPECT_TRUE(near(gradients_of(model, archs, moving),
                     gradients_of(model, archs, distilled(4 * part, 2 - 2 * part))));
  }
}

TEST(Step, ReportsMeansOverArchs) {
  Model model = double_fashion();
  const std::vector<Arch> archs = three_archs(model);
  double hard = 0;
  Teachers nobody;
  for (const Arch& arch : archs)
    hard += add_gradients(model, {arch}, nobody, images(24), labels(), kPlainStep).hard / 3;
  Teachers in_place;
  in_place.in_place = 1;
  const StepLosses losses =
      add_gradients(model, archs, in_place, images(24), labels(), distilled(1, 1));
  EXPECT_NEAR(losses.hard, hard, 1e-12);
  EXPECT_NEAR(losses.total, losses.hard + losses.soft, 1e-12);
}

}  // namespace
}  // namespace ofa
