#include "data/auto_augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/data/data_testing.h"
#include "tests/data/outcomes.h"

namespace ofa {
namespace {

using Operation = ImageOperation;

// By the definition: a pair, each as likely as another; then each step with its probability.
Outcomes outcomes_of_policy(const AutoAugmentConfig& config, const Image& image) {
  const OperationStyle style{config.increasing, static_cast<uint8_t>(config.fill)};
  Outcomes outcomes;
  for (const PolicyPair& pair : pairs_of(config.policy)) {
    Outcomes of_pair{{image.pixels, 1}};
    for (const PolicyStep& step : {pair.first, pair.second}) {
      const auto change = [&](const Image& changed) {
        return outcomes_of(step.operation, step.level / 9.0, style, changed);
      };
      of_pair = followed_by(of_pair, step.probability, change, image);
    }
    add(outcomes, of_pair, 1.0 / 25);
  }
  return outcomes;
}

TEST(AutoAugment, DrawsPairsAndStepsAsLikelyAsPublished) {
  for (const auto policy : {AutoAugmentPolicy::kImagenet, AutoAugmentPolicy::kCifar10}) {
    for (const bool increasing : {false, true}) {
      for (const int channels : {1, 3}) {
        const AutoAugmentConfig config{.policy = policy, .increasing = increasing, .fill = 9};
        const Image image = picture(18, 19, channels, 21);
        expect_as_likely(outcomes_of_policy(config, image), *config.make(), image, 10'000);
      }
    }
  }
}

std::map<Operation, int> uses_of(AutoAugmentPolicy policy) {
  std::map<Operation, int> uses;
  for (const PolicyPair& pair : pairs_of(policy)) {
    ++uses[pair.first.operation];
    ++uses[pair.second.operation];
  }
  return uses;
}

TEST(AutoAugmentPolicy, UsesOperationsAsOftenAsPublished) {
  using enum ImageOperation;
  EXPECT_EQ(uses_of(AutoAugmentPolicy::kImagenet), (std::map<Operation, int>{{kAutoContrast, 2},
                                                                             {kEqualize, 17},
                                                                             {kRotate, 6},
                                                                             {kSolarize, 7},
                                                                             {kColor, 6},
                                                                             {kPosterize, 5},
                                                                             {kContrast, 2},
                                                                             {kSharpness, 1},
                                                                             {kShearX, 1},
                                                                             {kInvert, 3}}));
  EXPECT_EQ(uses_of(AutoAugmentPolicy::kCifar10), (std::map<Operation, int>{{kAutoContrast, 7},
                                                                            {kEqualize, 9},
                                                                            {kRotate, 1},
                                                                            {kSolarize, 4},
                                                                            {kColor, 5},
                                                                            {kPosterize, 1},
                                                                            {kContrast, 2},
                                                                            {kBrightness, 4},
                                                                            {kSharpness, 5},
                                                                            {kShearY, 2},
                                                                            {kTranslateX, 2},
                                                                            {kTranslateY, 5},
                                                                            {kInvert, 3}}));
}

// A sum over probabilities in tenths and levels, each by its place; of another transcript.
TEST(AutoAugmentPolicy, HasThePublishedNumbers) {
  const auto sum = [](AutoAugmentPolicy policy) {
    double total = 0;
    int place = 0;
    for (const PolicyPair& pair : pairs_of(policy)) {
      for (const PolicyStep& step : {pair.first, pair.second}) {
        total += ++place * (10 * step.probability + step.level);
      }
    }
    return total;
  };
  EXPECT_NEAR(sum(AutoAugmentPolicy::kImagenet), 11859, 1e-6);
  EXPECT_NEAR(sum(AutoAugmentPolicy::kCifar10), 11442, 1e-6);
}

TEST(AutoAugmentPolicy, HasTwentyFivePairsOnTheScalesOfTenths) {
  for (const auto policy : {AutoAugmentPolicy::kImagenet, AutoAugmentPolicy::kCifar10}) {
    EXPECT_EQ(pairs_of(policy).size(), 25U);
    for (const PolicyPair& pair : pairs_of(policy)) {
      for (const PolicyStep& step : {pair.first, pair.second}) {
        EXPECT_NEAR(step.probability * 10, std::round(step.probability * 10), 1e-9);
        EXPECT_LE(step.probability, 1);
        EXPECT_GE(step.level, 0);
        EXPECT_LE(step.level, 9);
      }
    }
  }
}

TEST(AutoAugmentConfig, IsAPolicyOrAMap) {
  const auto read_text = [](const std::string& yaml) {
    return read<AutoAugmentConfig>(parse_yaml(yaml, "a.yaml"));
  };
  EXPECT_EQ(read_text("cifar10").policy, AutoAugmentPolicy::kCifar10);
  EXPECT_EQ(read_text("{}"), AutoAugmentConfig{});
  const AutoAugmentConfig config{AutoAugmentPolicy::kCifar10, true, 0};
  EXPECT_EQ(read_text("{policy: cifar10, increasing: true, fill: 0}"), config);
  EXPECT_EQ(to_flow(dump(AutoAugmentConfig{AutoAugmentPolicy::kCifar10})), "cifar10");
  EXPECT_EQ(read<AutoAugmentConfig>(dump(config)), config);
  EXPECT_EQ(error_of([&] { read_text("cifar1"); }),
            "a.yaml:1: expected one of imagenet, cifar10, got cifar1; did you mean cifar10?");
  EXPECT_EQ(error_of([&] { read_text("{fill: 256}"); }),
            "a.yaml:1: fill: expected a whole number from 0 to 255, got 256");
  EXPECT_EQ(error_of([&] { read_text("[cifar10]"); }), "a.yaml:1: expected a map, got a list");
}

}  // namespace
}  // namespace ofa
