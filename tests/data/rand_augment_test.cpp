#include "data/rand_augment.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/data/data_testing.h"
#include "tests/data/outcomes.h"

namespace ofa {
namespace {

constexpr int kSide = 18;  // enough pixels for equalize

std::vector<ImageOperation> operations() {
  std::vector<ImageOperation> all;
  for (int i = 0; i < kNumRandAugmentOperations; ++i) all.push_back(static_cast<ImageOperation>(i));
  return all;
}

Outcomes one_of_all(const Image& image, double strength, const OperationStyle& style) {
  Outcomes outcomes;
  for (const ImageOperation operation : operations()) {
    add(outcomes, outcomes_of(operation, strength, style, image), 1.0 / 14);
  }
  return outcomes;
}

Image painted(const RandAugmentConfig& config, const Image& image, uint64_t stream,
              uint64_t seed = 1) {
  Random random(seed, "augment", stream);
  Image copy = image;
  config.make()->paint(random, copy);
  return copy;
}

TEST(RandAugment, ChoosesEachOfFourteenOperationsAsOftenAsAnother) {
  const Image image = picture(kSide, kSide + 2, 3, 11);
  const Outcomes expected = one_of_all(image, 0.9, {});
  EXPECT_EQ(expected.size(), 14U + 9);  // nine operations have two ways
  expect_as_likely(expected, *RandAugmentConfig{.operations = 1}.make(), image, 20'000);
}

TEST(RandAugment, FollowsOneOperationByAnother) {
  const Image image = picture(kSide, kSide, 3, 12);
  const OperationStyle style{.increasing = false, .fill = 3};
  const Outcomes once = one_of_all(image, 0.4, style);
  const Outcomes twice = followed_by(
      once, 1, [&](const Image& changed) { return one_of_all(changed, 0.4, style); }, image);
  const RandAugmentConfig config{.operations = 2, .magnitude = 4, .increasing = false, .fill = 3};
  expect_as_likely(twice, *config.make(), image, 20'000);
}

TEST(RandAugment, ChangesGreyImages) {
  const Image image = picture(kSide, kSide, 1, 13);
  expect_as_likely(one_of_all(image, 1, {}),
                   *RandAugmentConfig{.operations = 1, .magnitude = 10}.make(), image, 20'000);
}

TEST(RandAugment, ChangesNothingButContrastAtMagnitudeZero) {
  const Image image = picture(kSide, kSide, 3, 14);
  std::set<std::vector<uint8_t>> seen;
  for (uint64_t i = 0; i < 500; ++i) {
    seen.insert(painted({.operations = 1, .magnitude = 0}, image, i).pixels);
  }
  EXPECT_EQ(seen.size(), 3U);  // itself; auto_contrast; equalize
}

TEST(RandAugment, ChangesMoreAtAGreaterMagnitude) {
  const Image image = picture(40, 40, 3, 15);
  for (const ImageOperation operation : operations()) {
    double before = -1;
    for (const double strength : {0.0, 0.3, 0.6, 1.0}) {
      Image changed = image;
      Random random(2, "augment");
      apply(operation, strength, {}, random, changed);
      EXPECT_GE(mean_difference(changed, image), before) << static_cast<int>(operation);
      before = mean_difference(changed, image);
    }
    EXPECT_GE(before, operation == ImageOperation::kIdentity ? 0 : 0.5);
  }
}

TEST(RandAugment, NoiseGivesEachOperationItsOwnMagnitude) {
  const Image image = picture(40, 40, 3, 16);
  std::set<std::vector<uint8_t>> exact, noisy;
  for (uint64_t i = 0; i < 500; ++i) {
    exact.insert(painted({.operations = 1}, image, i).pixels);
    noisy.insert(painted({.operations = 1, .noise = 0.5}, image, i).pixels);
  }
  EXPECT_EQ(exact.size(), 23U);
  EXPECT_GT(noisy.size(), 200U);
}

TEST(RandAugment, KeepsNoisyMagnitudesWithinTheScale) {
  const std::vector<uint8_t> pixels(400, 1);
  const Image dark{.height = 20, .width = 20, .channels = 1, .pixels = pixels};
  for (uint64_t i = 0; i < 500; ++i) {
    const Image image = painted({.operations = 1, .noise = 10, .fill = 255}, dark, i);
    // A translation goes at most 9 of 20 pixels far.
    EXPECT_LE(std::ranges::count(image.pixels, 255), 9 * 20) << i;
  }
}

TEST(RandAugment, IsAFunctionOfSeedAndStream) {
  const Image image = picture(20, 20, 3, 17);
  const RandAugmentConfig config{.operations = 3, .noise = 1};
  int alike = 0;
  for (uint64_t i = 0; i < 50; ++i) {
    const Image once = painted(config, image, i);
    EXPECT_EQ(painted(config, image, i).pixels, once.pixels);
    alike += painted(config, image, i, /*seed=*/2).pixels == once.pixels;
  }
  EXPECT_LT(alike, 5);
}

}  // namespace
}  // namespace ofa
