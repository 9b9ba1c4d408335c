#include "data/augment.h"

#include <gmock/gmock.h>

#include <set>

#include "config/help.h"
#include "config/yaml.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;

std::vector<AugmentStep> steps_of(const std::string& yaml) {
  return read<DataConfig>(parse_yaml("source: x\naugment: " + yaml, "a.yaml")).augment.value();
}

TEST(AugmentConfig, IsANameOrANameWithKeys) {
  const auto steps =
      steps_of("[flip, {crop: {padding: 4}}, {random_resized_crop: {scale: [0.2, 1]}}]");
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(std::get<FlipConfig>(steps[0]), FlipConfig{});
  EXPECT_EQ(std::get<PaddedCropConfig>(steps[1]).padding, 4);
  EXPECT_EQ(std::get<RandomResizedCropConfig>(steps[2]).scale, (std::vector<double>{0.2, 1}));
  EXPECT_TRUE(steps_of("[]").empty());
  const auto more = steps_of("[{auto_augment: cifar10}, {rand_augment: {magnitude: 5}}]");
  EXPECT_EQ(std::get<AutoAugmentConfig>(more[0]).policy, AutoAugmentPolicy::kCifar10);
  EXPECT_EQ(std::get<RandAugmentConfig>(more[1]).magnitude, 5);
}

TEST(AugmentConfig, ReadsWhatItDumps) {
  DataConfig config;
  config.source = "pictures";
  config.augment = steps_of(
      "[flip, {crop: {padding: 4}}, {color_jitter: {contrast: 0}}, {rand_augment: {noise: 0.5}}, "
      "{auto_augment: cifar10}, auto_augment, {random_erasing: {fill: mean, area: [0.1, 0.2]}}]");
  config.validation = Amount{.percent = 7};
  const std::string yaml = to_yaml(dump(config));
  EXPECT_EQ(read<DataConfig>(parse_yaml(yaml, "a.yaml")), config) << yaml;
}

TEST(AugmentConfig, NamesWhatIsWrong) {
  EXPECT_THAT(
      error_of([] { steps_of("[flop]"); }),
      HasSubstr("a.yaml:2: augment.0: expected one of flip, crop, random_resized_crop, "
                "color_jitter, rand_augment, auto_augment, random_erasing, alone or with its "
                "keys, got flop; did you mean flip?"));
  EXPECT_THAT(error_of([] { steps_of("[{crop: {pading: 2}}]"); }),
              HasSubstr("augment.0.crop.pading: unknown key; did you mean padding?"));
  EXPECT_THAT(error_of([] { steps_of("[{random_resized_crop: {scale: [1, 0.5]}}]"); }),
              HasSubstr("scale: expected two numbers, the smaller first"));
  EXPECT_THAT(error_of([] { steps_of("[{flip: {}, crop: {}}]"); }), HasSubstr("got a map"));
  EXPECT_THAT(error_of([] { steps_of("[{auto_augment: svhm}]"); }),
              HasSubstr("augment.0.auto_augment: expected one of imagenet, cifar10, got svhm"));
  EXPECT_THAT(error_of([] { steps_of("[{rand_augment: {magnitude: 11}}]"); }),
              HasSubstr("rand_augment.magnitude: expected a number from 0 to 10, got 11"));
  for (const std::string wrong : {"0", "-3", "0%", "100%", "many", "[1]"}) {
    EXPECT_THAT(error_of([&] {
                  read<DataConfig>(parse_yaml("source: x\nvalidation: " + wrong, "a.yaml"));
                }),
                HasSubstr("validation: expected a count"))
        << wrong;
  }
}

TEST(AugmentConfig, IsInTheHelp) {
  const std::string text = help<DataConfig>();
  for (const char* part : {"random_resized_crop", "padding", "probability", "on_error", "memory",
                           "rand_augment", "magnitude", "policy", "augment.N.random_erasing"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

Window placed(const AugmentStep& step, Size image, int resolution, uint64_t stream) {
  Random random(1, "augment", stream);
  Window window{0, 0, image.width, image.height};
  make_augmentations({step})[0]->place(image, resolution, random, window);
  return window;
}

TEST(Augment, CropMovesByUpToThePadding) {
  std::set<int> moves;
  for (uint64_t i = 0; i < 200; ++i) {
    const Window window = placed(PaddedCropConfig{.padding = 2}, {28, 28}, 28, i);
    EXPECT_EQ(window.width, 28);
    moves.insert(window.x);
  }
  EXPECT_EQ(moves, (std::set<int>{-2, -1, 0, 1, 2}));
  EXPECT_LE(std::abs(placed(PaddedCropConfig{.padding = 2}, {280, 280}, 28, 1).x), 20);
}

TEST(Augment, RandomResizedCropKeepsAreaAndShape) {
  const RandomResizedCropConfig config{.scale = {0.25, 0.5}};
  double area = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    const Window window = placed(config, {300, 400}, 224, i);
    EXPECT_GE(window.x, 0);
    EXPECT_LE(window.x + window.width, 400);
    EXPECT_LE(window.y + window.height, 300);
    const double share = window.width * window.height / 120'000.0;
    EXPECT_GT(share, 0.245);
    EXPECT_LT(share, 0.505);
    const double ratio = static_cast<double>(window.width) / window.height;
    EXPECT_GT(ratio, 0.74);
    EXPECT_LT(ratio, 1.35);
    area += share / 2000;
  }
  EXPECT_NEAR(area, 0.375, 0.01);
  EXPECT_EQ(placed(RandomResizedCropConfig{.scale = {1, 1}}, {10, 100}, 8, 0),
            (Window{43, 0, 13, 10}));
}

TEST(Augment, FlipsHalfOfTheImages) {
  const auto flip = make_augmentations({FlipConfig{}});
  const Image image = picture(5, 6, 3, 1);
  int flipped = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    Random random(1, "augment", i);
    Image copy = image;
    flip[0]->paint(random, copy);
    if (copy.pixels == image.pixels) continue;
    ++flipped;
    for (int x = 0; x < 6; ++x) ASSERT_EQ(copy.row(2)[3 * x + 1], image.row(2)[3 * (5 - x) + 1]);
  }
  EXPECT_NEAR(flipped, 500, 60);
}

TEST(Augment, JitterChangesWhatItSaysAndNothingElse) {
  const Image image = picture(16, 16, 3, 2);
  const auto jittered = [&](const ColorJitterConfig& config) {
    Random random(1, "augment", 5);
    Image copy = image;
    make_augmentations({config})[0]->paint(random, copy);
    return copy;
  };
  EXPECT_EQ(jittered({0, 0, 0}).pixels, image.pixels);
  const Image other = jittered({0, 0, 0.9});
  EXPECT_NE(other.pixels, image.pixels);
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    const auto grey = [&](const Image& of) {
      return luminance(of.pixels[i], of.pixels[i + 1], of.pixels[i + 2]);
    };
    EXPECT_NEAR(grey(other), grey(image), 2);
  }
  const Image brighter = jittered({0.5, 0, 0});
  const double factor = static_cast<double>(brighter.pixels[0]) / image.pixels[0];
  for (size_t i = 0; i < image.pixels.size(); ++i) {
    EXPECT_NEAR(brighter.pixels[i], std::min(255.0, image.pixels[i] * factor), 2);
  }
}

}  // namespace
}  // namespace ofa
