#include "search/encoder.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <cmath>

#include "graph/cost.h"
#include "predictor_testing.h"
#include "space/encode.h"
#include "space/lower.h"

namespace ofa {
namespace {

std::vector<double> numbers(const std::vector<float>& code) {
  return {code.begin(), code.end()};
}

class EncoderOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(EncoderOf);

TEST_P(EncoderOf, FindsTheOnesOfTheCode) {
  const Encoder encoder(space_, Encoding::kOneHot);
  const std::vector<Arch> archs = draw_archs(space_, 100, 1);
  Codes codes;
  encoder.encode(archs, codes);
  ASSERT_EQ(codes.rows(), archs.size());
  EXPECT_FALSE(codes.has_real());
  for (size_t i = 0; i < archs.size(); ++i) {
    EXPECT_TRUE(encoder.covers(archs[i]));
    EXPECT_EQ(to_numbers(codes, i), numbers(encode(space_, archs[i])));
  }
}

TEST_P(EncoderOf, AddsTheLogarithmOfMillionMacs) {
  const Encoder encoder(space_, Encoding::kOneHotAndMacs);
  const std::vector<Arch> archs = draw_archs(space_, 20, 2);
  Codes codes;
  encoder.encode(archs, codes);
  EXPECT_EQ(codes.width, encoding_size(space_) + 1);
  EXPECT_EQ(encoder.width(), codes.width);
  for (size_t i = 0; i < archs.size(); ++i) {
    std::vector<double> expected = numbers(encode(space_, archs[i]));
    expected.push_back(codes.reals[i]);
    EXPECT_EQ(to_numbers(codes, i), expected);
    const double macs = static_cast<double>(cost(lower(space_, archs[i])).macs);
    EXPECT_NEAR(codes.reals[i], std::log(macs / 1e6), 1e-5);
  }
}

TEST_P(EncoderOf, RefusesUnlistedResolutions) {
  const Encoder encoder(space_, Encoding::kOneHot);
  Codes codes;
  Arch arch = min_arch(space_);
  arch.resolution = 1234;
  EXPECT_FALSE(encoder.covers(arch));
  EXPECT_EQ(error_of([&] { encoder.encode(std::span(&arch, 1), codes); }),
            fmt::format("the predictor knows resolutions {}, not 1234",
                        fmt::join(space_.resolutions, ", ")));
}

void expect_order(const Space& space, Encoding encoding, PublishedOrder order,
                  const std::vector<int>& resolutions) {
  const Encoder encoder(space, encoding, resolutions);
  std::vector<Arch> archs = draw_archs(space, 300, 3);
  std::erase_if(archs, [&](const Arch& arch) { return !encoder.covers(arch); });
  ASSERT_GT(archs.size(), 20);
  Codes codes;
  encoder.encode(archs, codes);
  for (size_t i = 0; i < archs.size(); ++i)
    EXPECT_EQ(to_numbers(codes, i), numbers(encode_published(space, archs[i], order, resolutions)));
}

TEST(Encoder, KnowsThePublishedOrders) {
  for (const char* name : {"mobilenet_v3", "mobilenet_v3_1.2x", "proxyless"}) {
    expect_order(load_space(name), Encoding::kTutorial, PublishedOrder::kTutorial, {});
    expect_order(load_space(name), Encoding::kNas, PublishedOrder::kNas, {224, 160, 192});
  }
  expect_order(load_space("resnet50"), Encoding::kResNet, PublishedOrder::kResNet,
               {128, 144, 160, 176, 192, 224, 240, 256});
}

TEST(Encoder, OfTheTutorialCoversItsSlotsAlone) {
  const Space space = load_space("mobilenet_v3");
  const Encoder encoder(space, Encoding::kTutorial);
  std::vector<int> covered;
  for (int resolution = 90; resolution < 260; ++resolution)
    if (encoder.covers({resolution, {}})) covered.push_back(resolution);
  EXPECT_THAT(covered, testing::ElementsAre(112, 128, 144, 160, 176, 192, 208, 224));
  Codes codes;
  Arch arch = min_arch(space);
  arch.resolution = 196;
  EXPECT_EQ(error_of([&] { encoder.encode(std::span(&arch, 1), codes); }),
            "the predictor knows resolutions 112, 128, 144, 160, 176, 192, 208, 224, not 196");
}

TEST(Encoder, RefusesSpacesThatAnOrderCannotTell) {
  const auto refusal = [](const char* space, Encoding encoding) {
    return error_of([&] { Encoder(load_space(space), encoding, {192}); });
  };
  EXPECT_EQ(
      refusal("resnet50", Encoding::kTutorial),
      "resnet50: the order tutorial of a published predictor has no place for stem.0 channels");
  EXPECT_EQ(refusal("fashion", Encoding::kNas),
            "fashion: the order nas of a published predictor has no place for stages.0 channels");
  EXPECT_EQ(refusal("mobilenet_v3", Encoding::kResNet),
            "mobilenet_v3: the order resnet of a published predictor has no place for stages.0 "
            "kernel");
  EXPECT_EQ(refusal("mobilenet_v1", Encoding::kNas),
            "mobilenet_v1: the order nas of a published predictor has no place for the net's "
            "width");
}

TEST(Encoder, NeedsTheResolutionsOfSomeOrders) {
  EXPECT_EQ(error_of([] { Encoder(load_space("mobilenet_v3"), Encoding::kNas); }),
            "a predictor that reads archs in the order nas does not know its resolutions");
}

TEST(Encoder, RefusesArchsOfAnotherSpace) {
  const Space space = load_space("fashion");
  const Encoder encoder(space, Encoding::kOneHot);
  const Arch arch{28, {0, 0, 0}};
  Codes codes;
  EXPECT_EQ(error_of([&] { encoder.encode(std::span(&arch, 1), codes); }),
            "an arch of another space: fashion has 22 choices, the arch 3");
}

TEST(Encoder, NamesItsEncodings) {
  for (const Encoding encoding : {Encoding::kOneHot, Encoding::kOneHotAndMacs, Encoding::kTutorial,
                                  Encoding::kNas, Encoding::kResNet})
    EXPECT_EQ(encoding_named(name(encoding)), encoding);
  EXPECT_FALSE(encoding_named("two-hot"));
}

TEST(Codes, SomeOfThemAreTheirRows) {
  const Space space = load_space("fashion");
  const std::vector<Arch> archs = draw_archs(space, 20, 4);
  Codes all, expected;
  const Encoder encoder(space, Encoding::kOneHotAndMacs);
  encoder.encode(archs, all);
  const std::vector<size_t> rows{3, 0, 19, 3};
  const std::vector<Arch> some{archs[3], archs[0], archs[19], archs[3]};
  encoder.encode(some, expected);
  const Codes found = some_of(all, rows);
  EXPECT_EQ(found.width, expected.width);
  EXPECT_EQ(found.ones, expected.ones);
  EXPECT_EQ(found.ends, expected.ends);
  EXPECT_EQ(found.reals, expected.reals);
}

}  // namespace
}  // namespace ofa
