#include "data/affine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/data/data_testing.h"

namespace ofa {
namespace {

constexpr uint8_t kFill = 77;

Image changed(Image image, const auto& change) {
  change(image);
  return image;
}

double value_at(const Image& image, int y, int x, int c) {
  y = std::clamp(y, 0, image.height - 1);
  x = std::clamp(x, 0, image.width - 1);
  return image.row(y)[x * image.channels + c];
}

// Between the middles of four pixels, in doubles; negative: the place is outside.
double sampled(const Image& image, double x, double y, int c) {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return -1;
  const double left = std::floor(x - 0.5), top = std::floor(y - 0.5);
  const double right_share = x - 0.5 - left, lower_share = y - 0.5 - top;
  const int i = static_cast<int>(left), j = static_cast<int>(top);
  return (1 - lower_share) * ((1 - right_share) * value_at(image, j, i, c) +
                              right_share * value_at(image, j, i + 1, c)) +
         lower_share * ((1 - right_share) * value_at(image, j + 1, i, c) +
                        right_share * value_at(image, j + 1, i + 1, c));
}

// `place(x, y)` says where the middle of a pixel comes from.
void expect_sampled(const Image& before, const Image& after, const auto& place) {
  ASSERT_EQ(after.size(), before.size());
  int outside = 0, unclear = 0;
  for (int y = 0; y < after.height; ++y) {
    for (int x = 0; x < after.width; ++x) {
      const auto [from_x, from_y] = place(x + 0.5, y + 0.5);
      const auto is_edge = [](double at, int side) {
        return std::abs(at) < 1e-6 || std::abs(at - side) < 1e-6;
      };
      if (is_edge(from_x, before.width) || is_edge(from_y, before.height)) {
        ++unclear;
        continue;
      }
      for (int c = 0; c < after.channels; ++c) {
        const double expected = sampled(before, from_x, from_y, c);
        outside += expected < 0;
        ASSERT_NEAR(after.row(y)[x * after.channels + c], expected < 0 ? kFill : expected,
                    expected < 0 ? 0 : 0.8)
            << x << " " << y;
      }
    }
  }
  EXPECT_GT(outside, 0);
  EXPECT_LT(unclear, after.height + after.width);
}

class Warp : public testing::TestWithParam<int> {
 protected:
  const Image image_ = picture(30, 41, GetParam(), 4);
};
INSTANTIATE_TEST_SUITE_P(GreyAndColours, Warp, testing::Values(1, 3));

TEST_P(Warp, TakesEachPixelFromItsPlace) {
  const Affine from{.xx = 0.8, .xy = 0.3, .x0 = -4.3, .yx = -0.21, .yy = 1.7, .y0 = 2.6};
  const Image image = changed(image_, [&](Image& it) { warp(it, from, kFill); });
  expect_sampled(image_, image, [](double x, double y) {
    return std::pair{0.8 * x + 0.3 * y - 4.3, -0.21 * x + 1.7 * y + 2.6};
  });
}

TEST_P(Warp, ShearsFromTheCorner) {
  for (const double slope : {0.27, -0.3}) {
    expect_sampled(image_, changed(image_, [&](Image& it) { shear_x(it, slope, kFill); }),
                   [&](double x, double y) {
                     return std::pair{x + slope * y, y};
                   });
    expect_sampled(image_, changed(image_, [&](Image& it) { shear_y(it, slope, kFill); }),
                   [&](double x, double y) {
                     return std::pair{x, y + slope * x};
                   });
  }
}

TEST_P(Warp, RotatesAroundTheMiddle) {
  for (const double degrees : {17.0, -30.0}) {
    const double angle = degrees * std::numbers::pi / 180;
    expect_sampled(image_, changed(image_, [&](Image& it) { rotate(it, degrees, kFill); }),
                   [&](double x, double y) {
                     const double right = x - 20.5, down = y - 15;
                     return std::pair{20.5 + std::cos(angle) * right - std::sin(angle) * down,
                                      15 + std::sin(angle) * right + std::cos(angle) * down};
                   });
  }
}

TEST_P(Warp, RotatesAQuarterExactlyAndCounterClockwise) {
  const Image square = picture(16, 16, GetParam(), 8);
  const Image turned = changed(square, [](Image& it) { rotate(it, 90, kFill); });
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      ASSERT_EQ(value_at(turned, y, x, 0), value_at(square, x, 15 - y, 0)) << x << " " << y;
    }
  }
}

TEST_P(Warp, TranslatesByWholePixels) {
  for (const int pixels : {0, 1, -3, 29, -40, 41, 100}) {
    const Image across = changed(image_, [&](Image& it) { translate_x(it, pixels, kFill); });
    const Image down = changed(image_, [&](Image& it) { translate_y(it, pixels, kFill); });
    for (int y = 0; y < 30; ++y) {
      for (int x = 0; x < 41; ++x) {
        const bool from_inside = x + pixels >= 0 && x + pixels < 41;
        ASSERT_EQ(value_at(across, y, x, 0),
                  from_inside ? value_at(image_, y, x + pixels, 0) : kFill);
        const bool from_inside_below = y + pixels >= 0 && y + pixels < 30;
        ASSERT_EQ(value_at(down, y, x, 0),
                  from_inside_below ? value_at(image_, y + pixels, x, 0) : kFill);
      }
    }
  }
}

TEST_P(Warp, ChangesNothingByNothing) {
  EXPECT_EQ(changed(image_, [](Image& it) { rotate(it, 0, kFill); }).pixels, image_.pixels);
  EXPECT_EQ(changed(image_, [](Image& it) { shear_x(it, 0, kFill); }).pixels, image_.pixels);
  const Image point = picture(1, 1, GetParam(), 1);
  EXPECT_EQ(changed(point, [](Image& it) { rotate(it, 30, kFill); }).pixels, point.pixels);
}

}  // namespace
}  // namespace ofa
