// The widths of the published networks, dim by dim.
#include <gtest/gtest.h>

#include "space/supernet.h"

namespace ofa {
namespace {

using Sizes = std::set<int64_t>;

// Of a dim whose block is not named, every stage's in turn: "channels", or "blocks.0.mid".
std::vector<Sizes> of_stages(const std::string& space, const std::string& dim) {
  const DimSizes sizes = dim_sizes(load_space(space));
  std::vector<Sizes> of_stages;
  for (int stage = 0; stage < 9; ++stage) {
    const auto found = sizes.find("stages." + std::to_string(stage) + "." + dim);
    if (found != sizes.end()) of_stages.push_back(found->second);
  }
  return of_stages;
}

Sizes of(const std::string& space, const std::string& dim) {
  return dim_sizes(load_space(space)).at(dim);
}

int64_t kernel_matrix_numbers(const std::string& space) {
  const SharedParameters shared = lower_supernet(load_space(space));
  int64_t numbers = 0;
  for (const Parameter& parameter : shared.parameters)
    if (parameter.role == Role::kKernelTransform) numbers += shared.widest_size(parameter);
  return numbers;
}

using Stages = std::vector<Sizes>;

TEST(Widths, OfMobileNetV3) {
  EXPECT_EQ(of_stages("mobilenet_v3", "channels"), (Stages{{24}, {40}, {80}, {112}, {160}}));
  EXPECT_EQ(
      of_stages("mobilenet_v3", "blocks.0.mid"),
      (Stages{{48, 64, 96}, {72, 96, 144}, {120, 160, 240}, {240, 320, 480}, {336, 448, 672}}));
  EXPECT_EQ(
      of_stages("mobilenet_v3", "blocks.3.mid"),
      (Stages{{72, 96, 144}, {120, 160, 240}, {240, 320, 480}, {336, 448, 672}, {480, 640, 960}}));
  EXPECT_EQ(of("mobilenet_v3", "stem.0.channels"), Sizes{16});
  EXPECT_EQ(of("mobilenet_v3", "stem.1.channels"), Sizes{16});
  EXPECT_EQ(of("mobilenet_v3", "head.0.channels"), Sizes{960});
  EXPECT_EQ(of("mobilenet_v3", "head.2.channels"), Sizes{1280});
}

TEST(Widths, OfTheWiderMobileNetV3) {
  EXPECT_EQ(of_stages("mobilenet_v3_1.2x", "channels"), (Stages{{32}, {48}, {96}, {136}, {192}}));
  EXPECT_EQ(of("mobilenet_v3_1.2x", "stem.0.channels"), Sizes{24});
  EXPECT_EQ(of("mobilenet_v3_1.2x", "stem.1.channels"), Sizes{24});
  EXPECT_EQ(of("mobilenet_v3_1.2x", "head.0.channels"), Sizes{1152});
  EXPECT_EQ(of("mobilenet_v3_1.2x", "head.2.channels"), Sizes{1536});
}

TEST(Widths, OfProxylessNas) {
  EXPECT_EQ(of_stages("proxyless", "channels"), (Stages{{24}, {40}, {80}, {96}, {192}, {320}}));
  EXPECT_EQ(of_stages("proxyless_1.3x", "channels"),
            (Stages{{32}, {56}, {104}, {128}, {248}, {416}}));
  EXPECT_EQ(of("proxyless_1.3x", "stem.0.channels"), Sizes{40});
  EXPECT_EQ(of("proxyless_1.3x", "stem.1.channels"), Sizes{24});
  EXPECT_EQ(of("proxyless_1.3x", "head.0.channels"), Sizes{1664});
}

TEST(Widths, OfResNet50) {
  EXPECT_EQ(of("resnet50", "stem.0.channels"), (Sizes{24, 32}));  // 0.65 and 0.8 round alike
  EXPECT_EQ(of("resnet50", "stem.2.channels"), (Sizes{40, 48, 64}));
  EXPECT_EQ(of_stages("resnet50", "channels"),
            (Stages{{168, 208, 256}, {336, 408, 512}, {664, 816, 1024}, {1328, 1640, 2048}}));
}

TEST(Widths, OfAttentiveNas) {
  EXPECT_EQ(of("attentive_nas", "stem.channels"), (Sizes{16, 24}));
  EXPECT_EQ(of_stages("attentive_nas", "channels"), (Stages{{16, 24},
                                                            {24, 32},
                                                            {32, 40},
                                                            {64, 72},
                                                            {112, 120, 128},
                                                            {192, 200, 208, 216},
                                                            {216, 224}}));
  EXPECT_EQ(of("attentive_nas", "head.0.channels"), (Sizes{6 * 216, 6 * 224}));
  EXPECT_EQ(of("attentive_nas", "head.2.channels"), (Sizes{1792, 1984}));
}

TEST(KernelMatrices, AreTwoABlock) {
  constexpr int64_t kOfABlock = 9 * 9 + 25 * 25;
  EXPECT_EQ(kernel_matrix_numbers("mobilenet_v3"), 20 * kOfABlock);
  EXPECT_EQ(kernel_matrix_numbers("proxyless"), 21 * kOfABlock);
  EXPECT_EQ(kernel_matrix_numbers("attentive_nas"), 0);
}

}  // namespace
}  // namespace ofa
