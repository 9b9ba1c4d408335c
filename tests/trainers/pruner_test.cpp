#include "trainers/pruner.h"

#include <gtest/gtest.h>

#include "graph/cost.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/error_of.h"
#include "tests/trainers/prune_testing.h"

namespace ofa {
namespace {

int64_t true_macs(const Model& model) {
  return cost(lower(model.space, *model.only)).macs;
}

// A pruning without a training: gradients come from a formula.
struct Course {
  explicit Course(const char* yaml, const PruneConfig& prune, int64_t steps = 50)
      : model(prunable(yaml)), plan(pruning_plan(prune, 10, 10 + steps)), pruner(model, {plan}) {
    for (const WeightGroup group : kWeightGroups)
      momentum[static_cast<int>(group)] = model.weights.flat_values(group).clone();
  }

  void step(int64_t step) {
    for (const WeightGroup group : kWeightGroups) {
      at::Tensor gradients = model.weights.flat_gradients(group);
      gradients.copy_(
          at::sin(at::arange(gradients.size(0), at::kDouble) * (3.1 + 0.01 * double(step))));
    }
    pruner.after_gradients(step);
    for (const WeightGroup group : kWeightGroups) model.weights.flat_gradients(group).zero_();
    pruner.after_step(step, {{"momentum", momentum}});
    archs.push_back(*model.only);
  }
  void run() {
    for (int64_t at = plan.first; at < plan.end; ++at) step(at);
  }

  Model model;
  PhasePlan plan;
  Pruner pruner;
  std::array<at::Tensor, 2> momentum;
  std::vector<Arch> archs;
};

class PrunedBy : public testing::TestWithParam<std::tuple<ImportanceBy, const char*>> {
 protected:
  PruneConfig prune(double part) const {
    PruneConfig prune{.macs = {{part}, {}}, .by = std::get<0>(GetParam())};
    prune.every = 4;
    return prune;
  }
  const char* yaml() const { return std::get<1>(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(All, PrunedBy,
                         testing::Combine(testing::Values(ImportanceBy::kMagnitude,
                                                          ImportanceBy::kTaylor,
                                                          ImportanceBy::kMovement),
                                          testing::Values(kPlainBlocks, kSqueezed)));

// What the cheapest last step back would cost tells how near one gets.
int64_t largest_granule(const Model& model, const Arch& widest) {
  int64_t largest = 0;
  for (const int id : mid_choices(model.space))
    for (std::optional<Arch> arch = widest; arch;) {
      const auto next = narrower(model.space, *arch, id);
      if (next)
        largest = std::max(
            largest, cost(lower(model.space, *arch)).macs - cost(lower(model.space, *next)).macs);
      arch = next;
    }
  return largest;
}

TEST_P(PrunedBy, MeetsItsTargetWithinAGranule) {
  for (const double part : {0.9, 0.75, 0.6}) {
    Course course(yaml(), prune(part));
    const Arch widest = *course.model.only;
    const int64_t whole = true_macs(course.model);
    course.run();
    const auto target = static_cast<int64_t>(part * static_cast<double>(whole));
    EXPECT_LE(true_macs(course.model), target);
    EXPECT_GT(true_macs(course.model), target - largest_granule(course.model, widest));
    EXPECT_EQ(course.pruner.macs(), true_macs(course.model));
  }
}

TEST_P(PrunedBy, NarrowsAlongTheCubicSchedule) {
  Course course(yaml(), prune(0.6));
  const Arch widest = *course.model.only;
  const auto whole = static_cast<double>(true_macs(course.model));
  const int64_t last = 10 + 30 - 1;  // 60 % of 50 steps
  Arch before = widest;
  for (int64_t step = 10; step < 60; ++step) {
    course.step(step);
    const Arch& now = *course.model.only;
    EXPECT_TRUE(contains(course.model.space, now));
    EXPECT_EQ(course.pruner.is_done(step + 1), step >= last);
    const bool narrows = step <= last && (step == last || (step - 9) % 4 == 0);
    if (!narrows) {
      EXPECT_EQ(now, before) << step;
    }
    if (narrows) {
      const double ahead = 1 - static_cast<double>(step - 9) / 30;
      const double target = whole * (0.6 + 0.4 * ahead * ahead * ahead);
      const auto macs = static_cast<double>(true_macs(course.model));
      EXPECT_LE(macs, target + 1);
      EXPECT_GT(macs, target - static_cast<double>(largest_granule(course.model, widest)) - 1);
    }
    for (size_t id = 0; id < now.picks.size(); ++id) EXPECT_LE(now.picks[id], before.picks[id]);
    before = now;
  }
  EXPECT_NE(before, widest);
}

TEST_P(PrunedBy, IsTheSameEveryTime) {
  Course a(yaml(), prune(0.6)), b(yaml(), prune(0.6));
  a.run(), b.run();
  EXPECT_EQ(a.archs, b.archs);
  EXPECT_TRUE(at::equal(a.pruner.scores(), b.pruner.scores()));
  EXPECT_TRUE(at::equal(a.model.weights.flat_values(WeightGroup::kDecayed),
                        b.model.weights.flat_values(WeightGroup::kDecayed)));
}

// From what a checkpoint holds: weights, momentum, scores, and the arch.
TEST_P(PrunedBy, GoesOnFromACheckpoint) {
  Course whole(yaml(), prune(0.6)), first(yaml(), prune(0.6)), rest(yaml(), prune(0.6));
  whole.run();
  for (int64_t step = 10; step < 27; ++step) first.step(step);
  const at::NoGradGuard no_grad;
  for (const WeightGroup group : kWeightGroups) {
    rest.model.weights.flat_values(group).copy_(first.model.weights.flat_values(group));
    rest.momentum[static_cast<int>(group)].copy_(first.momentum[static_cast<int>(group)]);
  }
  at::Tensor(rest.pruner.scores()).copy_(first.pruner.scores());
  rest.model.only = *first.model.only;
  for (int64_t step = 27; step < 60; ++step) rest.step(step);
  EXPECT_EQ(*rest.model.only, *whole.model.only);
  EXPECT_TRUE(at::equal(rest.pruner.scores(), whole.pruner.scores()));
}

TEST_P(PrunedBy, SortsTheOptimizersStateAlong) {
  Course course(yaml(), prune(0.6));
  const at::Tensor before = course.momentum[0].clone();
  course.run();
  EXPECT_FALSE(at::equal(course.momentum[0], before));
  for (const WeightGroup group : kWeightGroups)
    EXPECT_TRUE(at::equal(course.momentum[static_cast<int>(group)],
                          course.model.weights.flat_values(group)));
}

// Channels that nothing reads, here and there, are the ones to go.
TEST(Pruner, DropsWhatNothingReadsAndChangesNothing) {
  PruneConfig prune{.macs = {{0.85}, {}}, .by = ImportanceBy::kTaylor};
  Course course(kPlainBlocks, prune);
  const std::pair<const char*, int64_t> readers[] = {{"stages.0.blocks.0.project.conv.weight", 32},
                                                     {"stages.0.blocks.1.project.conv.weight", 64},
                                                     {"stages.1.blocks.1.middle.conv.weight", 24},
                                                     {"stages.1.blocks.1.expand.conv.weight", 24}};
  for (const auto& [name, channels] : readers)
    for (int64_t i = 0; i < channels / 8 * 3; ++i)
      course.model.weights.values(course.model.weights.find(name))
          .select(1, i * 5 % channels)
          .zero_();
  const at::Tensor before = logits_of(course.model);
  const int64_t whole = true_macs(course.model);
  course.run();
  EXPECT_LE(true_macs(course.model), 0.85 * static_cast<double>(whole));
  EXPECT_TRUE(at::allclose(logits_of(course.model), before, 1e-9, 1e-12));
}

TEST(Narrowing, KnowsTheCostOfEveryArch) {
  for (const char* name : {"fashion", "mobilenet_v3", "resnet50", "attentive_nas"}) {
    const Space space = load_space(name);
    Narrowing narrowing(narrowable(space, random_arch(space, 3), 16));
    for (uint64_t seed = 0; seed < 10; ++seed) {
      const Arch arch = random_arch(narrowing.space(), seed);
      EXPECT_EQ(narrowing.macs(arch), cost(lower(narrowing.space(), arch)).macs) << name;
    }
  }
}

TEST(Narrowing, GivesUpWhatLosesLeastForItsMacs) {
  const Model model = prunable(kPlainBlocks);
  Narrowing narrowing({model.space, *model.only});
  Narrowing::Scores scores;
  for (const auto& [dim, size] : narrowing.sizes(*model.only))
    scores[dim].assign(static_cast<size_t>(size), dim == "stages.0.blocks.1.mid" ? 1e-3 : 1.0);
  const int64_t whole = narrowing.macs(*model.only);
  const Arch arch = narrowing.down_to(whole - 1, *model.only, scores);
  EXPECT_EQ(to_text(model.space, arch), "12/m32,m56/m24,m24");
  EXPECT_EQ(narrowing.down_to(whole, *model.only, scores), *model.only);
  EXPECT_EQ(narrowing.down_to(0, *model.only, scores), min_arch(model.space));
}

TEST(CheckPruning, SaysWhatCannotBePruned) {
  const Model model = prunable(kPlainBlocks);
  const auto error = [&](const std::string& phases, const Model& of) {
    const auto config = read<TrainConfig>(
        parse_yaml("data: {source: fashion-mnist}\nphases: [" + phases + "]", "a.yaml"));
    return error_of([&] { check_pruning(config, of); });
  };
  EXPECT_EQ(error("{name: a, prune: {macs: 90%}}, {name: b}", model), "no error");
  EXPECT_EQ(error("{name: a, prune: {macs: 90%}}, {name: b, prune: {macs: 0.7}}", model),
            "no error");
  EXPECT_NE(error("{name: a, prune: {macs: 1%}}", model).find("at its narrowest"),
            std::string::npos);
  EXPECT_NE(error("{name: a, prune: {macs: 9G}}", model).find("phase a: prune.macs: 9,000,000,000"),
            std::string::npos);
  EXPECT_NE(error("{name: a, prune: {macs: 80%}}, {name: b, prune: {macs: 90%}}", model)
                .find("phase b: prune.macs"),
            std::string::npos);
  EXPECT_EQ(
      error("{name: a, prune: {macs: 90%}}, {name: b, prune: {macs: 80%, granularity: 4}}", model),
      "phase b: prune.granularity: 4, but 8 in an earlier phase");
  EXPECT_EQ(error("{name: a}, {name: b, prune: {macs: 90%}, distill: {teacher: a}}", model),
            "phase b: distill.teacher: a is a phase of a training that prunes; say start, the "
            "network that it began with, or a subnet folder");
  const Model supernet = make_model(load_space("fashion"), std::nullopt);
  EXPECT_EQ(error("{name: a, prune: {macs: 25%}}", supernet),
            "phase a: prune narrows one network, and this is a supernet; cut one out (ofa extract "
            "RUN --arch max --out SUBNET), then: ofa finetune SUBNET CONFIG --out PRUNED");
}

}  // namespace
}  // namespace ofa
