#include "search/predictor_quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ofa {
namespace {

TEST(PredictorQuality, IsOfPredictedAndMeasured) {
  const std::vector<double> measured{0.5, 0.6, 0.7, 0.8}, predicted{0.5, 0.7, 0.6, 0.8};
  const PredictorQuality quality = assess(predicted, measured);
  EXPECT_NEAR(quality.rmse, std::sqrt(0.02 / 4), 1e-12);
  EXPECT_NEAR(quality.deviation, std::sqrt((0.15 * 0.15 + 0.05 * 0.05) / 2), 1e-12);
  EXPECT_NEAR(quality.kendall, 4.0 / 6, 1e-12);  // five pairs agree, one does not
  EXPECT_NEAR(quality.spearman, 0.8, 1e-12);     // 1 - 6 * 2 / (4 * 15)
}

}  // namespace
}  // namespace ofa
