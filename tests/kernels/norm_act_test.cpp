#include <gmock/gmock.h>

#include <limits>

#include "norm_testing.h"

namespace ofa {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Each value through a channel of its own, as it is.
std::vector<float> activated(Act act, const std::vector<float>& x) {
  const NormShape shape{.channels = static_cast<int64_t>(x.size())};
  const std::vector<float> ones(x.size(), 1), zeros(x.size());
  std::vector<float> z(x.size());
  normalise<float>(shape, {x.data(), ones.data(), zeros.data(), nullptr, act}, z.data(), 0, 1);
  return z;
}

std::vector<float> derivatives(Act act, const std::vector<float>& x) {
  const NormShape shape{.channels = static_cast<int64_t>(x.size())};
  const std::vector<float> ones(x.size(), 1), zeros(2 * x.size());
  std::vector<float> grad_y(x.size()), result(x.size());
  const NormCurve<float> curve{x.data(), ones.data(), zeros.data(), nullptr, act};
  norm_input_gradient<float>(shape, {curve, ones.data(), nullptr, zeros.data(), ones.data()},
                             zeros.data(), grad_y.data(), result.data(), 0, 1);
  return result;
}

TEST(NormActivations, HaveLibTorchsDerivativesAtKinks) {
  using testing::ElementsAre;
  using testing::FloatEq;
  on_every_target([](const char* target) {
    SCOPED_TRACE(target);
    const float above = std::nextafter(3.0f, 4.0f), below = std::nextafter(-3.0f, -4.0f);
    EXPECT_THAT(derivatives(Act::kRelu, {-1, -0.0f, 0, 1e-30f}), ElementsAre(0, 0, 0, 1));
    EXPECT_THAT(derivatives(Act::kRelu6, {0, 1e-30f, 5.9999f, 6, 7}), ElementsAre(0, 1, 1, 0, 0));
    EXPECT_THAT(derivatives(Act::kHSwish, {below, -3, 0, 3, above}),
                ElementsAre(0, FloatEq(-0.5f), FloatEq(0.5f), FloatEq(1.5f), 1));
    EXPECT_THAT(derivatives(Act::kHSigmoid, {-3, -2.9999f, 2.9999f, 3}),
                ElementsAre(0, FloatEq(1.0f / 6), FloatEq(1.0f / 6), 0));
  });
}

TEST(NormActivations, NeitherOverflowNorHideWhatIsNotANumber) {
  using testing::ElementsAre;
  using testing::FloatEq;
  on_every_target([](const char* target) {
    SCOPED_TRACE(target);
    EXPECT_THAT(activated(Act::kSigmoid, {-1000, -kInfinity, 1000, kInfinity}),
                ElementsAre(0, 0, 1, 1));
    EXPECT_THAT(activated(Act::kSwish, {-1000, 1000}), ElementsAre(FloatEq(0), 1000));
    EXPECT_THAT(derivatives(Act::kSwish, {-1000, 1000}), ElementsAre(FloatEq(0), 1));
    for (const Act act : kActs) EXPECT_TRUE(std::isnan(activated(act, {NAN})[0])) << name(act);
  });
}

TEST(NormActivations, OfBfloat16AreRoundedToNearestEven) {
  std::vector<float> scale = random_values<float>(3000, 1);
  scale[0] = std::bit_cast<float>(0x3F808000u);  // ties
  scale[1] = std::bit_cast<float>(0x3F818000u);
  const NormShape shape{.channels = 3000};
  const std::vector<Bfloat16Bits> ones(3000, 0x3F80);
  const std::vector<float> zeros(3000);
  on_every_target([&](const char* target) {
    std::vector<Bfloat16Bits> z(3000);
    normalise<Bfloat16Bits>(shape, {ones.data(), scale.data(), zeros.data()}, z.data(), 0, 1);
    for (size_t i = 0; i < z.size(); ++i)
      ASSERT_EQ(z[i], plain_round(scale[i])) << target << ", " << i;
  });
}

}  // namespace
}  // namespace ofa
