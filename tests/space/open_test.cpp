#include "space/open.h"

#include "config/yaml.h"
#include "space/arch_text.h"
#include "space/count.h"
#include "space_testing.h"

namespace ofa {
namespace {

OpenChoices open_from(const std::string& yaml) {
  const Node node = parse_yaml("open: " + yaml, "a.yaml");
  return read<OpenChoices>(*node.find("open"));
}

Space restricted(const std::string& space, const std::string& yaml) {
  return restrict_space(every_space(space), open_from(yaml));
}

std::string count(const std::string& space, const std::string& yaml) {
  return num_archs(restricted(space, yaml)).to_string();
}

std::string error(const std::string& space, const std::string& yaml) {
  return error_of([&] { restricted(space, yaml); });
}

TEST(OpenChoices, AllIsTheSpace) {
  for (const std::string& name : every_space_name())
    EXPECT_EQ(num_archs(restricted(name, "all")), num_archs(every_space(name)));
}

TEST(OpenChoices, WhatIsAbsentStaysWidest) {
  for (const std::string& name : every_space_name()) {
    const Space space = restricted(name, "{}");
    EXPECT_EQ(num_archs(space), Natural(1));
    EXPECT_EQ(min_arch(space), max_arch(every_space(name)));
  }
}

TEST(OpenChoices, ANumberOpensTheWidest) {
  EXPECT_EQ(count("fashion", "{depth: 2}"), "8");
  const Space space = restricted("fashion", "{kernel: 1, expand: 2}");
  EXPECT_EQ(to_text(space, min_arch(space)), "28/24:k5e3,k5e3/32:k5e3,k5e3,k5e3/64:k5e3,k5e3,k5e3");
  EXPECT_EQ(count("fashion", "{kernel: 99}"), count("fashion", "{kernel: all}"));
}

TEST(OpenChoices, AListNamesValues) {
  EXPECT_EQ(count("fashion", "{resolution: [24]}"), "1");
  const Space space = restricted("fashion", "{resolution: [24], expand: [2, 4], depth: [1, 3]}");
  EXPECT_EQ(to_text(space, min_arch(space)), "24/24:k5e2/32:k5e2/64:k5e2");
  EXPECT_EQ(to_text(space, max_arch(space)), "24/24:k5e4/32:k5e4,k5e4,k5e4/64:k5e4,k5e4,k5e4");
  EXPECT_EQ(num_archs(space), Natural(2 * (2 + 8) * (2 + 8)));
}

// Of MobileNetV3's 20 blocks in 5 stages, as once-for-all (2020) opens them.
TEST(OpenChoices, KnowsThePhasesOfProgressiveShrinking) {
  const auto to_the_fifth = [](uint64_t a) { return Natural(a) * a * a * a * a; };
  const auto opened = [](const char* yaml) { return num_archs(restricted("mobilenet_v3", yaml)); };
  EXPECT_EQ(opened("{kernel: all}"), to_the_fifth(81));
  EXPECT_EQ(opened("{kernel: all, depth: 2}"), to_the_fifth(27 + 81));
  EXPECT_EQ(opened("{kernel: all, depth: all}"), to_the_fifth(9 + 27 + 81));
  EXPECT_EQ(opened("{kernel: all, depth: all, expand: 2}"), to_the_fifth(36 + 216 + 1296));
  EXPECT_EQ(opened("{kernel: all, depth: all, expand: all}"), to_the_fifth(7371));
}

TEST(OpenChoices, OfTheWholeNet) {
  EXPECT_EQ(count("mobilenet_v1", "{width: 2}"), "2");
  EXPECT_EQ(count("mobilenet_v1", "{width: [0.250, 1.0]}"), "2");
  EXPECT_EQ(count("mobilenet_v1", "{width: all, resolution: 2}"), "8");
  EXPECT_EQ(count("efficientnet", "{compound: [b0, b3]}"), "2");
  EXPECT_EQ(count("efficientnet", "{compound: all, resolution: all}"), "8");
  EXPECT_EQ(count("per_net", "{depth: 2, kernel: all}"), "4");
}

TEST(OpenChoices, OfMidChannels) {
  EXPECT_EQ(count("mids", "{mid: all}"), std::to_string(2 * 64 * 4));
  EXPECT_EQ(count("mids", "{mid: 2}"), std::to_string(2 * 8 * 4));
  const Space space = restricted("mids", "{mid: [16, 40]}");
  EXPECT_EQ(to_text(space, max_arch(space)), "32/w1/m16/48:k5m40,m40,m40/d2/48:m16,m16/d2k5e2");
}

TEST(OpenChoices, EqualValuesOpenTogether) {
  EXPECT_EQ(count("equal_expands", "{expand: [2, 3, 0.25, 0.7], depth: [1]}"), "4");
  EXPECT_EQ(count("resnet50", "{channels: 2}"), count("resnet50",
                                                      "{channels: [24, 32, 48, 64, 208, "
                                                      "256, 408, 512, 816, 1024, 1640, 2048]}"));
}

// A phase may be narrowed further.
TEST(OpenChoices, RestrictionsAddUp) {
  const Space once = restricted("fashion", "{depth: [1, 2], resolution: [24]}");
  const Space twice = restrict_space(once, open_from("{depth: 1, resolution: 2}"));
  EXPECT_EQ(to_text(twice, max_arch(twice)), "24/24:k5e4,k5e4/32:k5e4,k5e4/64:k5e4,k5e4");
  EXPECT_EQ(num_archs(twice), Natural(1));
}

TEST(OpenChoices, DumpsAsItReads) {
  for (const std::string text :
       {"all", "{}", "{depth: 2, kernel: all}", "{compound: [b0], width: [0.5, 1]}",
        "{resolution: [24], channels: 1, expand: [2, 4]}"}) {
    const OpenChoices open = open_from(text);
    const Node dumped = dump(open);
    EXPECT_EQ(read<OpenChoices>(dumped), open) << text;
    EXPECT_EQ(to_flow(without_defaults(dumped)), text);
  }
}

TEST(OpenChoices, RefusesWhatItCannotRead) {
  EXPECT_EQ(
      error("fashion", "some"),
      "a.yaml:1: open: expected all, or a map from kinds of choices to what is open, got some");
  EXPECT_EQ(error("fashion", "{kernal: 2}"),
            "a.yaml:1: open.kernal: unknown key; did you mean kernel?");
  const std::string expected = "expected all, a number of candidates, or a list of them, got ";
  EXPECT_EQ(error("fashion", "{kernel: most}"), "a.yaml:1: open.kernel: " + expected + "most");
  EXPECT_EQ(error("fashion", "{kernel: {}}"),
            "a.yaml:1: open.kernel: " + expected + "an empty map");
  EXPECT_EQ(error("fashion", "{kernel: []}"),
            "a.yaml:1: open.kernel: " + expected + "an empty list");
  EXPECT_EQ(error("fashion", "{kernel: 0}"),
            "a.yaml:1: open.kernel: expected a whole number from 1 to 100, got 0");
  EXPECT_EQ(error("fashion", "{kernel: 1.5}"),
            "a.yaml:1: open.kernel: expected a whole number, got 1.5");
}

TEST(OpenChoices, RefusesWhatTheSpaceDoesNotHold) {
  EXPECT_EQ(error("fashion", "{kernel: [5, 7]}"),
            "a.yaml:1: open.kernel.1: no kernel of space fashion has the candidate 7");
  EXPECT_EQ(
      error("fashion", "{kernel: [7]}"),
      "a.yaml:1: open.kernel.0: none of the listed values is a candidate for kernel of stages.0, "
      "which has 3, 5");
  EXPECT_EQ(error("fashion", "{channels: [24]}"),
            "a.yaml:1: open.channels.0: none of the listed values is a candidate for channels of "
            "stages.2, which has 48, 64");
  EXPECT_EQ(
      error("per_net", "{expand: [3]}"),
      "a.yaml:1: open.expand.0: none of the listed values is a candidate for expand of the net, "
      "which has 2, 4");
  EXPECT_EQ(error("mobilenet_v3", "{width: [1]}"),
            "a.yaml:1: open.width.0: no width of space mobilenet_v3 has the candidate 1");
  EXPECT_EQ(
      error("fashion", "{resolution: [24, 26]}"),
      "a.yaml:1: open.resolution.1: no resolution of space fashion, which has 24, 28; got 26");
  EXPECT_EQ(error("fashion", "{resolution: [small]}"),
            "a.yaml:1: open.resolution.0: expected a whole number, got small");
  EXPECT_EQ(error("efficientnet", "{resolution: [224]}"),
            "open.resolution: space efficientnet has one for each compound; open those");
}

}  // namespace
}  // namespace ofa
