#include "verify/agreement.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tests/error_of.h"

namespace ofa {
namespace {

TEST(Agreement, IsPartsOfTheLargestExpectedLogit) {
  const std::vector<float> expected{1, -4, 2, 0, 1, 3}, found{1, -4, 2.4f, 0, 1, 3};
  const Agreement agreement = compare(expected, found, 3);
  EXPECT_EQ(agreement.images, 2);
  EXPECT_NEAR(agreement.largest, 0.1, 1e-6);
  EXPECT_NEAR(agreement.mean, 0.1 / 6, 1e-6);
  EXPECT_EQ(agreement.same_top1, 1);
}

TEST(Agreement, CountsImagesWhoseFirstClassStays) {
  EXPECT_EQ(compare(std::vector<float>{1, 2, 3, 4}, std::vector<float>{2, 1, 3, 4}, 2).same_top1,
            0.5);
}

TEST(Agreement, TakesNoNumberForAgreement) {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(std::isinf(compare(std::vector{1.0f, 2.0f}, std::vector{1.0f, nan}, 2).largest));
  EXPECT_TRUE(std::isinf(compare(std::vector{1.0f, 2.0f}, std::vector{1.0f, infinity}, 2).largest));
  EXPECT_TRUE(std::isinf(compare(std::vector{1.0f, nan}, std::vector{1.0f, nan}, 2).largest));
}

TEST(Agreement, NeedsAsManyLogits) {
  EXPECT_EQ(error_of([] {
              compare(std::vector{1.0f, 2.0f}, std::vector{1.0f}, 2);
            }),
            "expected 2 logits, got 1");
}

TEST(Accuracy, IsThePartOfLabelsThatWereHit) {
  const std::vector<float> logits{1, 0, 0, 1, 1, 0, 0, 1};
  EXPECT_EQ(accuracy(logits, {0, 1, 1, 1}), 0.75);
}

}  // namespace
}  // namespace ofa
