#include "data/pixel_operations.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/data/data_testing.h"

namespace ofa {
namespace {

Image row_of(const std::vector<uint8_t>& values) {
  return {.height = 1, .width = static_cast<int>(values.size()), .channels = 1, .pixels = values};
}

Image row_of(std::initializer_list<std::pair<int, uint8_t>> runs) {
  std::vector<uint8_t> values;
  for (const auto& [count, value] : runs) values.insert(values.end(), count, value);
  return row_of(values);
}

// The grey image in each of three channels.
Image as_colours(const Image& grey) {
  Image image{.height = grey.height, .width = grey.width, .channels = 3};
  for (const uint8_t value : grey.pixels) image.pixels.insert(image.pixels.end(), 3, value);
  return image;
}

Image changed(Image image, const auto& change) {
  change(image);
  return image;
}

int mixed(double from, double to, double factor) {
  return static_cast<int>(std::min(255.0, std::max(0.0, from + factor * (to - from))));
}

int grey_at(const Image& image, int y, int x) {
  const uint8_t* pixel = image.row(y) + x * image.channels;
  if (image.channels == 1) return pixel[0];
  return static_cast<int>(0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2] + 0.5);
}

// Every value is what `expected(y, x, c)` says.
void expect_values(const Image& image, const auto& expected, int tolerance = 0) {
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < image.channels; ++c) {
        ASSERT_NEAR(image.row(y)[x * image.channels + c], expected(y, x, c), tolerance)
            << y << " " << x << " " << c;
      }
    }
  }
}

class PixelOperations : public testing::TestWithParam<std::tuple<int, double>> {
 protected:
  const int channels_ = std::get<0>(GetParam());
  const double factor_ = std::get<1>(GetParam());
  const Image image_ = picture(13, 18, channels_, 3);

  int value(int y, int x, int c) const { return image_.row(y)[x * channels_ + c]; }
};
INSTANTIATE_TEST_SUITE_P(All, PixelOperations,
                         testing::Combine(testing::Values(1, 3),
                                          testing::Values(0, 0.25, 0.5, 1, 1.25, 1.75, 4)));

TEST_P(PixelOperations, BrightnessGoesToBlack) {
  const Image image = changed(image_, [&](Image& it) { change_brightness(it, factor_); });
  expect_values(image, [&](int y, int x, int c) { return mixed(0, value(y, x, c), factor_); });
}

TEST_P(PixelOperations, ContrastGoesToTheMeanLuminance) {
  double mean = 0;
  for (int y = 0; y < 13; ++y) {
    for (int x = 0; x < 18; ++x) mean += grey_at(image_, y, x) / (13.0 * 18);
  }
  const Image image = changed(image_, [&](Image& it) { change_contrast(it, factor_); });
  expect_values(image, [&](int y, int x, int c) {
    return mixed(std::floor(mean + 0.5), value(y, x, c), factor_);
  });
}

TEST_P(PixelOperations, ColorGoesToGrey) {
  const Image image = changed(image_, [&](Image& it) { change_color(it, factor_); });
  expect_values(image, [&](int y, int x, int c) {
    return channels_ == 1 ? value(y, x, c) : mixed(grey_at(image_, y, x), value(y, x, c), factor_);
  });
}

TEST_P(PixelOperations, SharpnessGoesToASmoothImage) {
  const Image image = changed(image_, [&](Image& it) { change_sharpness(it, factor_); });
  expect_values(image, [&](int y, int x, int c) {
    if (y == 0 || x == 0 || y == 12 || x == 17) return value(y, x, c);
    double sum = 4 * value(y, x, c);
    for (int down = -1; down <= 1; ++down) {
      for (int right = -1; right <= 1; ++right) sum += value(y + down, x + right, c);
    }
    return mixed(std::round(sum / 13), value(y, x, c), factor_);
  });
}

TEST(PixelOperation, LeavesImagesTooSmallToSmooth) {
  for (const Size size : {Size{1, 1}, Size{1, 7}, Size{7, 1}, Size{2, 2}}) {
    const Image image = picture(size.height, size.width, 3, 1);
    EXPECT_EQ(changed(image, [](Image& it) { change_sharpness(it, 0); }).pixels, image.pixels);
  }
}

TEST(PixelOperation, InvertsSolarizesAndPosterizes) {
  const Image image = row_of({0, 1, 99, 100, 200, 255});
  using Values = std::vector<uint8_t>;
  EXPECT_EQ(changed(image, invert).pixels, (Values{255, 254, 156, 155, 55, 0}));
  const auto solarized = [&](int from) {
    return changed(image, [&](Image& it) { solarize(it, from); }).pixels;
  };
  EXPECT_EQ(solarized(100), (Values{0, 1, 99, 155, 55, 0}));
  EXPECT_EQ(solarized(256), image.pixels);
  const auto posterized = [&](int bits) {
    return changed(image, [&](Image& it) { posterize(it, bits); }).pixels;
  };
  EXPECT_EQ(posterized(8), image.pixels);
  EXPECT_EQ(posterized(7), (Values{0, 0, 98, 100, 200, 254}));
  EXPECT_EQ(posterized(4), (Values{0, 0, 96, 96, 192, 240}));
  EXPECT_EQ(posterized(1), (Values{0, 0, 0, 0, 128, 128}));
  EXPECT_EQ(posterized(0), (Values{0, 0, 0, 0, 0, 0}));
}

TEST(PixelOperation, AutoContrastStretchesToTheEnds) {
  EXPECT_EQ(changed(row_of({10, 20, 30, 11}), auto_contrast).pixels,
            (std::vector<uint8_t>{0, 127, 255, 12}));
  const Image flat = row_of({7, 7, 7});
  EXPECT_EQ(changed(flat, auto_contrast).pixels, flat.pixels);
  const Image full = row_of({0, 3, 255});
  EXPECT_EQ(changed(full, auto_contrast).pixels, full.pixels);
}

// (1024 - 256) / 255 = 3 pixels a level, and half of that to begin with: 1 / 3, 513 / 3, 769 / 3.
TEST(PixelOperation, EqualizeMakesLevelsOfCounts) {
  const Image image = row_of({{512, 10}, {256, 20}, {256, 30}});
  EXPECT_EQ(changed(image, equalize).pixels, row_of({{512, 0}, {256, 171}, {256, 255}}).pixels);
  const Image few = row_of({{100, 10}, {200, 20}});
  EXPECT_EQ(changed(few, equalize).pixels, few.pixels);
  const Image flat = row_of({{1000, 10}});
  EXPECT_EQ(changed(flat, equalize).pixels, flat.pixels);
}

TEST(PixelOperation, EqualizedValuesAreAboutAsFrequentAsEachOther) {
  Image image = picture(256, 256, 1, 5);
  for (uint8_t& value : image.pixels) value = static_cast<uint8_t>(value * value / 400);
  equalize(image);
  for (const int level : {64, 128, 192}) {
    const auto below = std::ranges::count_if(image.pixels, [&](int x) { return x < level; });
    EXPECT_NEAR(static_cast<double>(below) / 65536, level / 256.0, 0.03);
  }
}

TEST(PixelOperation, TakesEachChannelByItself) {
  const Image grey = picture(40, 40, 1, 6);
  for (const auto change : {auto_contrast, equalize}) {
    EXPECT_EQ(changed(as_colours(grey), change).pixels, as_colours(changed(grey, change)).pixels);
    Image colours = picture(40, 40, 3, 7);
    const Image before = colours;
    for (size_t i = 0; i < colours.pixels.size(); i += 3) colours.pixels[i] /= 3;
    const Image other = changed(colours, change), same = changed(before, change);
    for (size_t i = 0; i < colours.pixels.size(); i += 3) {
      ASSERT_EQ(other.pixels[i + 1], same.pixels[i + 1]);
      ASSERT_EQ(other.pixels[i + 2], same.pixels[i + 2]);
    }
  }
}

}  // namespace
}  // namespace ofa
