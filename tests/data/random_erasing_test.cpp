#include "data/random_erasing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/data/data_testing.h"

namespace ofa {
namespace {

constexpr int kHeight = 60, kWidth = 80;

Image of_value(int value, int channels) {
  return {.height = kHeight,
          .width = kWidth,
          .channels = channels,
          .pixels = std::vector<uint8_t>(size_t{kHeight} * kWidth * channels, value)};
}

Image erased(const RandomErasingConfig& config, Image image, uint64_t stream) {
  Random random(4, "augment", stream);
  config.make()->paint(random, image);
  return image;
}

// The smallest window that holds every changed pixel.
Window changed_window(const Image& before, const Image& after) {
  int left = kWidth, top = kHeight, right = -1, bottom = -1;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const int at = x * before.channels;
      if (std::equal(before.row(y) + at, before.row(y) + at + before.channels, after.row(y) + at)) {
        continue;
      }
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

TEST(RandomErasing, PaintsRectanglesOfTheAreaAndTheRatio) {
  const RandomErasingConfig config{
      .probability = {1}, .area = {0.1, 0.3}, .ratio = {0.5, 2}, .fill = ErasedWith::kBlack};
  constexpr int kDraws = 4000;
  double area = 0, log_ratio = 0, left = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Image image = of_value(200, 3);
    const Image after = erased(config, image, i);
    const Window window = changed_window(image, after);
    ASSERT_EQ(std::ranges::count(after.pixels, 0), 3 * window.width * window.height);
    const double share = window.width * window.height / double{kHeight * kWidth};
    ASSERT_GT(share, 0.09);
    ASSERT_LT(share, 0.32);
    const double ratio = static_cast<double>(window.width) / window.height;
    ASSERT_GT(ratio, 0.47);
    ASSERT_LT(ratio, 2.1);
    area += share / kDraws;
    log_ratio += std::log(ratio) / kDraws;
    left += static_cast<double>(window.x) / (kWidth - window.width) / kDraws;
  }
  // Uniform values have a deviation of their range over sqrt(12).
  const auto four_deviations = [](double range) { return 4 * range / std::sqrt(12.0 * kDraws); };
  EXPECT_NEAR(area, 0.2, four_deviations(0.2) + 0.002);
  EXPECT_NEAR(log_ratio, 0, four_deviations(2 * std::log(2)) + 0.005);
  EXPECT_NEAR(left, 0.5, four_deviations(1));
}

TEST(RandomErasing, HappensWithItsProbability) {
  for (const double probability : {0.0, 0.25, 0.7, 1.0}) {
    const Image image = of_value(200, 1);
    int happened = 0;
    for (int i = 0; i < 4000; ++i) {
      happened += erased({.probability = {probability}}, image, i).pixels != image.pixels;
    }
    EXPECT_NEAR(happened, 4000 * probability,
                4 * std::sqrt(4000 * probability * (1 - probability)));
  }
}

TEST(RandomErasing, FillsWithNoiseOfEveryValueInEveryChannel) {
  const Image image = of_value(0, 3);
  std::array<std::array<int, 256>, 3> counts{};
  int differing = 0, all = 0;
  for (int i = 0; i < 200; ++i) {
    const Image after = erased({.probability = {1}, .area = {0.3, 0.3}, .ratio = {1, 1}}, image, i);
    const Window window = changed_window(image, after);
    for (int y = window.y; y < window.y + window.height; ++y) {
      for (int x = window.x; x < window.x + window.width; ++x) {
        const uint8_t* pixel = after.row(y) + 3 * x;
        for (int c = 0; c < 3; ++c) ++counts[c][pixel[c]];
        differing += pixel[0] != pixel[1] && pixel[1] != pixel[2];
        ++all;
      }
    }
  }
  const double expected = all / 256.0;
  for (const auto& channel : counts) {
    for (const int count : channel) EXPECT_NEAR(count, expected, 5 * std::sqrt(expected));
  }
  EXPECT_GT(differing, all * 0.98);
}

TEST(RandomErasing, FillsWithTheImagesOwnMean) {
  Image image = of_value(0, 3);
  for (size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = i % 3 == 0 ? 10 : i % 3 == 1 ? (i / 3 % 2 ? 100 : 201) : 255;
  }
  const Image after = erased({.probability = {1}, .fill = ErasedWith::kMean}, image, 3);
  const Window window = changed_window(image, after);
  ASSERT_GT(window.width, 0);
  const uint8_t* pixel = after.row(window.y) + 3 * window.x;
  EXPECT_EQ(pixel[0], 10);
  EXPECT_EQ(pixel[1], 151);  // 150.5, rounded
  EXPECT_EQ(pixel[2], 255);
}

TEST(RandomErasing, LeavesImagesThatNoRectangleFits) {
  const Image point = picture(1, 1, 3, 1);
  Image copy = point;
  Random random(1, "augment");
  RandomErasingConfig{.probability = {1}, .area = {0.02, 0.03}}.make()->paint(random, copy);
  EXPECT_EQ(copy.pixels, point.pixels);
}

TEST(RandomErasing, IsAFunctionOfSeedAndStream) {
  const Image image = picture(kHeight, kWidth, 3, 2);
  const RandomErasingConfig config{.probability = {1}};
  EXPECT_EQ(erased(config, image, 1).pixels, erased(config, image, 1).pixels);
  EXPECT_NE(erased(config, image, 1).pixels, erased(config, image, 2).pixels);
}

TEST(RandomErasingConfig, NamesWhatIsWrong) {
  const auto error = [](const std::string& yaml) {
    return error_of([&] { read<RandomErasingConfig>(parse_yaml(yaml, "a.yaml")); });
  };
  EXPECT_EQ(error("{area: [0.5, 0.2]}"),
            "a.yaml:1: area: expected two numbers, the smaller first, got a list");
  EXPECT_EQ(error("{ratio: [1]}"),
            "a.yaml:1: ratio: expected two numbers, the smaller first, got a list");
  EXPECT_EQ(error("{fill: zero}"), "a.yaml:1: fill: expected one of noise, mean, black, got zero");
  EXPECT_EQ(error("{probability: 2}"),
            "a.yaml:1: probability: expected a fraction (5% or 0.05) from 0 to 1, got 2");
}

}  // namespace
}  // namespace ofa
