// The published sizes of every space: REFERENCE-grade numbers of the original implementations and
// papers.
#include <gtest/gtest.h>

#include "graph/cost.h"
#include "space/arch_json.h"
#include "space/count.h"
#include "space/lower.h"
#include "space/supernet.h"

namespace ofa {
namespace {

struct Figure {
  const char* space;
  const char* arch;  // JSON, in the published form where there is one
  int64_t params;    // -1: not published
  double mmacs;      // likewise
};

void PrintTo(const Figure& figure, std::ostream* out) {
  *out << figure.space << " " << figure.arch;
}

class PublishedFigure : public testing::TestWithParam<Figure> {};

TEST_P(PublishedFigure, IsWhatLoweringGives) {
  const Figure& figure = GetParam();
  const Space space = load_space(figure.space);
  const Arch arch = arch_from_json(space, Json::parse(figure.arch), "test");
  const Cost found = cost(lower(space, arch));
  if (figure.params >= 0) {
    EXPECT_EQ(found.params, figure.params);
  }
  if (figure.mmacs >= 0) {
    EXPECT_NEAR(found.macs / 1e6, figure.mmacs, 1e-3);
  }
}

INSTANTIATE_TEST_SUITE_P(
    OnceForAll, PublishedFigure,
    testing::Values(
        Figure{"mobilenet_v3", R"({"ks": 7, "e": 6, "d": 4, "r": 224})", 7664760, 566.171},
        Figure{"mobilenet_v3", R"({"ks": 3, "e": 3, "d": 4, "r": 224})", 4371928, 226.194},
        Figure{"mobilenet_v3", R"({"ks": 3, "e": 3, "d": 2, "r": 224})", 3410792, 121.279},
        Figure{"mobilenet_v3", R"({"ks": 3, "e": 6, "d": 4, "r": 224})", 7299960, 433.142},
        Figure{"mobilenet_v3_1.2x", R"({"ks": 7, "e": 6, "d": 4, "r": 224})", 10701632, 843.101},
        Figure{"mobilenet_v3_1.2x", R"({"ks": 3, "e": 3, "d": 4, "r": 224})", 5986008, 351.083},
        Figure{"mobilenet_v3_1.2x", R"({"ks": 3, "e": 3, "d": 2, "r": 224})", 4602456, 193.078},
        Figure{"proxyless", R"({"ks": 7, "e": 6, "d": 4, "r": 224})", 5103336, 606.591},
        Figure{"proxyless", R"({"ks": 3, "e": 3, "d": 4, "r": 224})", 3191928, 257.422},
        Figure{"proxyless", R"({"ks": 3, "e": 3, "d": 2, "r": 224})", 2500632, 154.160},
        Figure{"proxyless_1.3x", R"({"ks": 7, "e": 6, "d": 4, "r": 224})", 7942056, 1004.908},
        Figure{"proxyless_1.3x", R"({"ks": 3, "e": 3, "d": 4, "r": 224})", 4879776, 444.605},
        Figure{"proxyless_1.3x", R"({"ks": 3, "e": 3, "d": 2, "r": 224})", 3718832, 265.526},
        Figure{"resnet50", R"({"d": 2, "e": 0.35, "w": 2, "image_size": 224})", 48105992, 7491.644},
        Figure{"resnet50", R"({"d": [2, 1, 1, 1, 1], "e": 0.25, "w": 2, "image_size": 224})",
               24179016, 3892.093},
        Figure{"resnet50", R"({"d": 0, "e": 0.2, "w": 0, "image_size": 224})", 6539280, 962.192}));

INSTANTIATE_TEST_SUITE_P(
    AttentiveNas, PublishedFigure,
    testing::Values(
        Figure{"attentive_nas",
               R"({"resolution": 192, "width": [16, 16, 24, 32, 64, 112, 192, 216, 1792],
                                    "depth": [1, 3, 3, 3, 3, 3, 1], "kernel_size": 3,
                                    "expand_ratio": [1, 4, 4, 4, 4, 6, 6]})",
               -1, 203.389568},
        Figure{"attentive_nas",
               R"({"resolution": 224, "width": [16, 16, 24, 32, 64, 112, 192, 216, 1984],
                                    "depth": [1, 3, 3, 3, 3, 3, 1], "kernel_size": [3, 3, 3, 5, 3, 5, 3],
                                    "expand_ratio": [1, 4, 4, 4, 4, 6, 6]})",
               -1, 279.238816},
        Figure{"attentive_nas",
               R"({"resolution": 288, "width": [16, 16, 24, 32, 64, 112, 216, 224, 1984],
                                    "depth": [1, 3, 3, 4, 4, 6, 1], "kernel_size": [3, 3, 3, 3, 3, 5, 3],
                                    "expand_ratio": [1, 4, 6, 5, 4, 6, 6]})",
               -1, 709.007232},
        Figure{"attentive_nas",
               R"({"resolution": 288, "width": [24, 24, 32, 40, 72, 128, 216, 224, 1984],
                                    "depth": [2, 5, 6, 6, 8, 8, 2], "kernel_size": 5,
                                    "expand_ratio": [1, 6, 6, 6, 6, 6, 6]})",
               -1, 1939.335808}));

INSTANTIATE_TEST_SUITE_P(
    EfficientNet, PublishedFigure,
    testing::Values(Figure{"efficientnet", R"({"compound": "b0"})", 5288548, -1},
                    Figure{"efficientnet", R"({"compound": "b1"})", 7794184, -1},
                    Figure{"efficientnet", R"({"compound": "b2"})", 9109994, -1},
                    Figure{"efficientnet", R"({"compound": "b3"})", 12233232, -1},
                    Figure{"efficientnet", R"({"compound": "b7"})", 66347960, -1}));

// The paper (2017, tables 6 and 7) gives whole millions, some rounded and some cut off.
struct MobileNetV1Figure {
  double width;
  int resolution;
  int mmacs;
};

TEST(MobileNetV1, HasThePapersMacsAndParameters) {
  const Space space = load_space("mobilenet_v1");
  for (const auto& [width, resolution, mmacs] : {MobileNetV1Figure{1, 224, 569},
                                                 {0.75, 224, 325},
                                                 {0.5, 224, 149},
                                                 {0.25, 224, 41},
                                                 {1, 192, 418},
                                                 {1, 160, 290},
                                                 {1, 128, 186}}) {
    const Arch arch =
        arch_from_json(space, Json{{"width", width}, {"resolution", resolution}}, "test");
    EXPECT_LT(std::abs(cost(lower(space, arch)).macs / 1e6 - mmacs), 1)
        << width << " at " << resolution;
  }
  EXPECT_EQ(cost(lower(space, max_arch(space))).params, 4231976);
}

TEST(Supernet, HasThePublishedNumberOfParameters) {
  const auto params = [](const char* name) {
    return supernet_params(lower_supernet(load_space(name)));
  };
  EXPECT_EQ(params("mobilenet_v3"), 7678880);
  EXPECT_EQ(params("mobilenet_v3_1.2x"), 10715752);
  EXPECT_EQ(params("proxyless"), 5118162);
  EXPECT_EQ(params("proxyless_1.3x"), 7956882);
  EXPECT_EQ(params("resnet50"), 48105992);
  EXPECT_EQ(params("fashion"), 228354);
}

TEST(Count, IsExactBeyond64Bits) {
  const auto per_resolution = [](const char* name) {
    Space space = load_space(name);
    space.open_resolutions = {224};
    return num_archs(space).to_string();
  };
  EXPECT_EQ(per_resolution("mobilenet_v3"), "21758655492572485851");
  EXPECT_EQ(num_archs(load_space("mobilenet_v3")).to_string(), "543966387314312146275");
  EXPECT_EQ(per_resolution("proxyless"), "195827899433152372659");
  EXPECT_EQ(per_resolution("resnet50"), "1639276531308");
  Space resnet = load_space("resnet50");
  resnet.open_resolutions = {224};
  EXPECT_EQ(num_settings(resnet).to_string(), "2458914796962");
  EXPECT_EQ(num_archs(load_space("fashion")).to_string(), "44731008");
  EXPECT_EQ(num_archs(load_space("mobilenet_v1")).to_string(), "16");
  EXPECT_EQ(num_archs(load_space("efficientnet")).to_string(), "8");
}

TEST(Fashion, HasTheFiguresOfItsDescription) {
  const Space space = load_space("fashion");
  const Cost narrow = cost(lower(space, min_arch(space))),
             wide = cost(lower(space, max_arch(space)));
  EXPECT_EQ(narrow.params, 18778);
  EXPECT_EQ(wide.params, 227706);
  EXPECT_NEAR(narrow.macs / 1e6, 1.26, 0.005);
  EXPECT_NEAR(wide.macs / 1e6, 14.67, 0.005);
  EXPECT_NEAR(narrow.peak_activation_bytes / 1e3, 111, 0.5);
  EXPECT_NEAR(wide.peak_activation_bytes / 1e3, 251, 0.5);
}

}  // namespace
}  // namespace ofa
