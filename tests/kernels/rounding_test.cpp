#include <gmock/gmock.h>

#include "depthwise_testing.h"

namespace ofa {
namespace {

// A kernel of one tap over one pixel of ones: its output is the weights, rounded.
std::vector<Bfloat16Bits> rounded(const std::vector<float>& values) {
  const DepthwiseShape shape{.channels = static_cast<int64_t>(values.size()), .kernel = 1};
  const std::vector<Bfloat16Bits> ones(values.size(), 0x3F80);
  std::vector<Bfloat16Bits> result(values.size());
  depthwise_forward(shape, ones.data(), values.data(), result.data(), 0, 1);
  return result;
}

// Every bfloat16 with these lower halves after it; a sum that starts at zero has no negative zero.
std::vector<float> every_half_with(uint32_t lower) {
  std::vector<float> values;
  for (uint32_t upper = 0; upper < 1 << 16; ++upper)
    values.push_back(std::bit_cast<float>(upper << 16 | lower) + 0.0f);
  return values;
}

TEST(Rounding, IsToTheNearestEvenFromEveryHalf) {
  on_every_target([](const char* target) {
    for (const uint32_t lower : {0x0000u, 0x0001u, 0x7FFFu, 0x8000u, 0x8001u, 0xFFFFu}) {
      const std::vector<float> values = every_half_with(lower);
      const std::vector<Bfloat16Bits> found = rounded(values);
      for (size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i]))
          ASSERT_TRUE(std::isnan(to_real(found[i]))) << target << ", " << i;
        else
          ASSERT_EQ(found[i], plain_round(values[i])) << target << ", " << values[i];
      }
    }
  });
}

TEST(Rounding, BreaksTiesToEvenAndKeepsWhatIsNotFinite) {
  on_every_target([](const char* target) {
    const auto bits = [](uint32_t x) { return std::bit_cast<float>(x); };
    const std::vector<float> values{bits(0x3F808000), bits(0x3F818000), bits(0x3F808001),
                                    bits(0x7F7FFFFF), bits(0x7F800000), bits(0xFF800000),
                                    bits(0x7F800001), bits(0xFFFFFFFF)};
    EXPECT_THAT(rounded(values), testing::ElementsAre(0x3F80, 0x3F82, 0x3F81, 0x7F80, 0x7F80,
                                                      0xFF80, 0x7FC0, 0x7FC0))
        << target;
  });
}

}  // namespace
}  // namespace ofa
