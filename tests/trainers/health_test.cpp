#include "trainers/health.h"

#include <gmock/gmock.h>

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HealthInput good() {
  return {.max = 0.92,
          .min = 0.89,
          .random = {0.90, 0.91, 0.905},
          .chance = 0.1,
          .losses = {.total = 0.9, .hard = 0.4, .soft = 0.5},
          .distills = true};
}

std::string remarks(const HealthInput& input, const Progression& before = {}) {
  std::string all;
  for (const std::string& remark : judge(input, before).remarks) all += remark + ";";
  return all;
}

TEST(Health, SaysThatAllIsWell) {
  const Health health = judge(good(), {.last_accuracies = {0.8, 0.82, 0.81}});
  EXPECT_NEAR(*health.gap, 0.03, 1e-12);
  EXPECT_EQ(health.rank_agreement, 1.0);
  EXPECT_THAT(health.remarks, ElementsAre("converging, ranks are settled"));
}

TEST(Health, HasNoRankAgreementAtFirst) {
  EXPECT_FALSE(judge(good(), {}).rank_agreement.has_value());
  EXPECT_EQ(remarks(good()), "converging;");
}

TEST(Health, SaysWhatToDo) {
  HealthInput input = good();
  input.min = 0.5;
  EXPECT_THAT(remarks(input), HasSubstr("smallest starves"));
  input.trains_smallest = false;
  EXPECT_EQ(remarks(input), "converging;");
  input = good();
  input.min = 0.93;
  EXPECT_THAT(remarks(input), HasSubstr("largest is behind"));
  input = good();
  input.max = 0.11;
  EXPECT_THAT(remarks(input), HasSubstr("no better than chance"));
  input = good();
  input.losses.soft = 0.001;
  EXPECT_THAT(remarks(input), HasSubstr("distillation is negligible"));
  input.distills = false;
  EXPECT_EQ(remarks(input), "converging;");
  EXPECT_THAT(remarks(good(), {.last_loss = 0.3}), HasSubstr("loss rises"));
}

TEST(Spearman, IsOneForTheSameOrderAndLessForTies) {
  EXPECT_DOUBLE_EQ(spearman({1, 2, 3}, {10, 20, 90}), 1);
  EXPECT_DOUBLE_EQ(spearman({1, 2, 3}, {3, 2, 1}), -1);
  EXPECT_DOUBLE_EQ(spearman({1, 2, 3}, {5, 5, 5}), 0);
  EXPECT_NEAR(spearman({1, 2, 2, 4}, {1, 2, 3, 4}), 0.9486832980505138, 1e-12);
}

}  // namespace
}  // namespace ofa
