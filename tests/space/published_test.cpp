#include "space/published.h"

#include "space/arch_text.h"
#include "space_testing.h"

namespace ofa {
namespace {

std::string read(const std::string& space_name, const std::string& json) {
  const Space space = every_space(space_name);
  return to_text(space, arch_from_json(space, parse_json(json, "a.json"), "a.json"));
}

std::string error(const std::string& space, const std::string& json) {
  return error_of([&] { read(space, json); });
}

// The arch of the published notebook; what stands in the slots of skipped blocks means nothing.
TEST(Published, ReadsTheNotebooksArch) {
  EXPECT_EQ(
      read("mobilenet_v3_1.2x",
           R"({"wid": null, "ks": [5,3,0,"x",5,3,9,null,7,7,3,0,5,5,7,3,3,3,5,-1],)"
           R"("e": [3,3,0,0,4,4,0,0,6,3,4,0,4,4,4,3,6,6,6,0], "d": [2,2,3,4,3], "r": [192]})"),
      "192/k5e3,k3e3/k5e4,k3e4/k7e6,k7e3,k3e4/k5e4,k5e4,k7e4,k3e3/k3e6,k3e6,k5e6");
}

TEST(Published, OneNumberStandsForAll) {
  EXPECT_EQ(read("mobilenet_v3", R"({"ks": 3, "e": 6, "d": 2, "r": 236, "w": null})"),
            "236/k3e6,k3e6/k3e6,k3e6/k3e6,k3e6/k3e6,k3e6/k3e6,k3e6");
  EXPECT_EQ(read("mobilenet_v3", R"({"ks": 3, "e": 6, "d": 2, "image_size": 224})"),
            read("mobilenet_v3", R"({"ks": 3, "e": 6, "d": 2, "r": 224})"));
}

TEST(Published, ProxylessMayListTheDepthOfItsLastStage) {
  const std::string five = R"({"ks": 3, "e": 6, "d": [2,3,4,3,2], "r": 224})",
                    six = R"({"ks": 3, "e": 6, "d": [2,3,4,3,2,1], "r": 224})";
  EXPECT_EQ(read("proxyless", six), read("proxyless", five));
  EXPECT_EQ(error("mobilenet_v3", six), "a.json: d: expected 5 numbers, got 6");
}

// Depths are what is added to the least, widths are positions in lists, [24, 24, 32] for the stem;
// the stem's second convolution is there at 2 alone.
TEST(Published, ReadsResNets) {
  const auto resnet = [](const char* d, const char* w) {
    return read("resnet50",
                fmt::format(R"({{"d": {}, "e": 0.25, "w": {}, "image_size": 224}})", d, w));
  };
  EXPECT_EQ(resnet("[2, 0, 1, 0, 2]", "[0, 1, 2, 0, 1, 2]"),
            "224/24/d1/48/256:e0.25,e0.25/336:e0.25,e0.25,e0.25/"
            "816:e0.25,e0.25,e0.25,e0.25/2048:e0.25,e0.25,e0.25,e0.25");
  EXPECT_EQ(resnet("[2, 0, 0, 0, 0]", "[0, 0, 0, 0, 0, 0]"),
            resnet("[2, 0, 0, 0, 0]", "[1, 0, 0, 0, 0, 0]"));
  EXPECT_EQ(resnet("[0, 0, 0, 0, 0]", "0"), resnet("[1, 0, 0, 0, 0]", "0"));
  EXPECT_NE(resnet("[2, 0, 0, 0, 0]", "0"), resnet("[1, 0, 0, 0, 0]", "0"));
}

TEST(Published, ReadsAttentiveNas) {
  EXPECT_EQ(
      read(
          "attentive_nas",
          R"({"resolution": 224, "width": [16,24,24,40,64,120,208,216,1984],)"
          R"("depth": [1,3,4,5,6,7,2], "kernel_size": [3,5,3,5,3,5,3], "expand_ratio": [1,4,5,6,4,6,6]})"),
      "224/16/24:d1k3/24:d3k5e4/40:d4k3e5/64:d5k5e6/120:d6k3e4/208:d7k5/216:d2k3/1984");
}

TEST(Published, RefusesWhatTheSpaceDoesNotHold) {
  const auto mobile = [](const char* ks, const char* e, const char* d, const char* r) {
    return error("mobilenet_v3",
                 fmt::format(R"({{"ks": {}, "e": {}, "d": {}, "r": {}}})", ks, e, d, r));
  };
  EXPECT_EQ(mobile("9", "6", "4", "224"), "a.json: ks.0: expected one of 3, 5, 7, got 9");
  EXPECT_EQ(mobile("3", "5", "4", "224"), "a.json: e.0: expected one of 3, 4, 6, got 5");
  EXPECT_EQ(mobile("3", "6", "[2,2,5,2,2]", "224"), "a.json: d.2: expected one of 2, 3, 4, got 5");
  EXPECT_EQ(mobile("[3]", "6", "4", "224"), "a.json: ks: expected 20 numbers, got 1");
  EXPECT_EQ(mobile("\"3\"", "6", "4", "224"),
            R"(a.json: ks: expected 20 numbers or one for all, got "3")");
  EXPECT_EQ(mobile("3", "6", "[2,2,null,2,2]", "224"),
            "a.json: d.2: expected one of 2, 3, 4, got null");
  EXPECT_EQ(mobile("3", "6", "4", "[224, 192]"),
            "a.json: r: expected a whole number from 8 to 2048, got [224,192]");
  EXPECT_EQ(mobile("3", "6", "4", "1e9"),
            "a.json: r: expected a whole number from 8 to 2048, got 1000000000.0");
  const std::string resnet = R"({"e": 0.2, "image_size": 224, )";
  EXPECT_EQ(error("resnet50", resnet + R"("d": [2,3,0,0,0], "w": 0})"),
            "a.json: d.1: expected a whole number from 0 to 2, got 3");
  EXPECT_EQ(error("resnet50", resnet + R"("d": 0.5, "w": 0})"),
            "a.json: d.0: expected a whole number from 0 to 2, got 0.5");
  EXPECT_EQ(error("resnet50", resnet + R"("d": 0, "w": 3})"),
            "a.json: w.0: expected a whole number from 0 to 2, got 3");
  EXPECT_EQ(
      error("attentive_nas", R"({"resolution": 192, "width": [16,16,24,32,64,112,192,216,1792],)"
                             R"("depth": [1,3,3,3,3,3,1], "kernel_size": 3, "expand_ratio": 4})"),
      "a.json: expand_ratio.0: it is 1 in space attentive_nas, got 4");
}

TEST(Published, RefusesTheFormOfAnotherSpace) {
  EXPECT_EQ(error("mobilenet_v3", R"({"ks": 7, "e": 6, "d": 4})"),
            "a.json: r is missing: the resolution");
  EXPECT_EQ(error("mobilenet_v3", R"({"d": 2, "e": 0.2, "w": 0, "image_size": 224})"),
            "a.json: ks is missing; the published form of space mobilenet_v3 has ks, e, d, r");
  EXPECT_EQ(error("resnet50", R"({"ks": 3, "e": 0.2, "d": 0, "r": 224})"),
            "a.json: w is missing; the published form of space resnet50 has d, e, w, image_size");
  EXPECT_EQ(error("attentive_nas", R"({"ks": 3, "e": 4, "d": 3, "r": 224})"),
            "a.json: width is missing; the published form of space attentive_nas has resolution, "
            "width, depth, kernel_size, expand_ratio");
  EXPECT_EQ(error("fashion", R"({"ks": 3, "e": 2, "d": 1, "r": 28})"),
            "a.json: this published form cannot say the channels of stages.0, which space fashion "
            "leaves open");
  for (const char* space : {"mobilenet_v1", "efficientnet", "per_net", "shortcuts"})
    EXPECT_EQ(error(space, R"({"ks": 3, "d": 1, "e": 1, "w": 1, "r": 224})"),
              fmt::format("a.json: space {} has no published form", space));
}

}  // namespace
}  // namespace ofa
