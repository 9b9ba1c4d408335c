#include "data/resize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/normalise.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

// The definition: every input pixel counts by a triangle around the output pixel's centre, as wide
// as the larger of an input and an output pixel.
double resized_value(const Image& in, Size to, int y, int x, int channel) {
  const double step_y = static_cast<double>(in.height) / to.height;
  const double step_x = static_cast<double>(in.width) / to.width;
  const auto weight = [](double distance, double step) {
    return std::max(0.0, 1 - std::abs(distance) / std::max(1.0, step));
  };
  double sum = 0, weights = 0;
  for (int v = 0; v < in.height; ++v) {
    const double row = weight(v + 0.5 - (y + 0.5) * step_y, step_y);
    if (row == 0) continue;
    for (int u = 0; u < in.width; ++u) {
      const double both = row * weight(u + 0.5 - (x + 0.5) * step_x, step_x);
      sum += both * in.row(v)[u * in.channels + channel];
      weights += both;
    }
  }
  return sum / weights;
}

TEST(Resize, EqualsTheDefinition) {
  const std::vector<std::pair<Size, Size>> cases{{{28, 28}, {24, 24}},  {{12, 12}, {28, 28}},
                                                 {{75, 100}, {32, 32}}, {{33, 20}, {20, 33}},
                                                 {{1, 1}, {8, 8}},      {{90, 7}, {3, 7}}};
  for (const int channels : {1, 3}) {
    for (const auto& [from, to] : cases) {
      const Image in = picture(from.height, from.width, channels, 1);
      Image out;
      Resizer()(in, to, out);
      ASSERT_EQ(out.size(), to);
      for (int y = 0; y < to.height; ++y) {
        for (int i = 0; i < out.row_bytes(); ++i) {
          ASSERT_NEAR(out.row(y)[i], resized_value(in, to, y, i / channels, i % channels), 0.51)
              << from.height << " to " << to.height << ", row " << y << ", value " << i;
        }
      }
    }
  }
}

TEST(Resize, ToItsOwnSizeChangesNothing) {
  const Image in = picture(28, 28, 1, 2);
  Image out;
  Resizer()(in, {28, 28}, out);
  EXPECT_EQ(out.pixels, in.pixels);
}

TEST(Normalise, GivesZeroMeanAndUnitDeviationInPlaceOrder) {
  const Image in = picture(7, 11, 3, 3);
  const std::vector<double> mean{0.5, 0.4, 0.3}, std{0.2, 0.3, 0.4};
  std::vector<float> out(in.pixels.size());
  Normaliser(mean, std)(in, out.data());
  for (size_t i = 0; i < out.size(); ++i) {
    EXPECT_NEAR(out[i], (in.pixels[i] / 255.0 - mean[i % 3]) / std[i % 3], 1e-6);
  }
}

}  // namespace
}  // namespace ofa
