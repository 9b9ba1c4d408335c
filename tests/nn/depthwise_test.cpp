// Our depthwise convolution against LibTorch's.
#include "nn/depthwise.h"

#include <ATen/ATen.h>

#include "nn/nhwc.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

std::string type_name(const testing::TestParamInfo<at::ScalarType>& info) {
  return c10::toString(info.param);
}

struct Case {
  Conv conv;
  std::array<int64_t, 4> sizes;  // of the input, [N, C, H, W]
};

// Every kernel and stride; odd sizes, maps smaller than the kernel, tails of channels.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const int kernel : {3, 5, 7, 9})
    for (const int stride : {1, 2, 3})
      for (const auto& sizes : {std::array<int64_t, 4>{2, 16, 12, 12},
                                {1, 24, 7, 9},
                                {3, 40, 5, 5},
                                {2, 13, 1, 1},
                                {1, 3, 14, 3},
                                {2, 144, 10, 11}})
        all.push_back({{.kernel = kernel, .stride = stride, .depthwise = true}, sizes});
  return all;
}

at::Tensor random_map(at::IntArrayRef sizes, uint64_t seed) {
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return nhwc(at::randn(sizes, generator));
}

struct Results {
  at::Tensor output, of_input, of_weight;
};

Results by_libtorch(const Conv& conv, const at::Tensor& input, const at::Tensor& weight,
                    const at::Tensor& gradient) {
  const std::vector<int64_t> stride(2, conv.stride), padding(2, conv.kernel / 2), ones{1, 1};
  const int64_t groups = input.size(1);
  const auto [of_input, of_weight, of_bias] =
      at::convolution_backward(gradient, input, weight, std::nullopt, stride, padding, ones, false,
                               {0, 0}, groups, {true, true, false});
  return {at::conv2d(input, weight, {}, stride, padding, ones, groups), of_input, of_weight};
}

class DepthwiseOfType : public testing::TestWithParam<at::ScalarType> {
 protected:
  double tolerance() const { return GetParam() == at::kFloat ? 1e-4 : 1e-2; }
};

TEST_P(DepthwiseOfType, MatchesLibTorchInAllDirections) {
  for (const auto& [conv, sizes] : cases()) {
    const at::Tensor input = nhwc(random_map(sizes, 1).to(GetParam()));
    const at::Tensor weight = random_map({sizes[1], 1, conv.kernel, conv.kernel}, 2);
    const int64_t height = (sizes[2] - 1) / conv.stride + 1,
                  width = (sizes[3] - 1) / conv.stride + 1;
    const at::Tensor gradient =
        nhwc(random_map({sizes[0], sizes[1], height, width}, 3).to(GetParam()));
    const Results expected =
        by_libtorch(conv, input.to(at::kDouble), weight.to(at::kDouble), gradient.to(at::kDouble));
    ASSERT_TRUE(Depthwise::knows(conv, input));
    const Depthwise depthwise(conv, weight);
    const std::string what = "kernel " + std::to_string(conv.kernel) + " stride " +
                             std::to_string(conv.stride) + " channels " + std::to_string(sizes[1]);
    const at::Tensor output = depthwise.forward(input);
    const at::Tensor of_input = depthwise.input_gradient(sizes, gradient);
    const at::Tensor of_weight = depthwise.weight_gradient(input, gradient);
    EXPECT_EQ(output.scalar_type(), GetParam());
    EXPECT_EQ(of_weight.scalar_type(), at::kFloat);
    EXPECT_TRUE(is_nhwc(output) && is_nhwc(of_input)) << what;
    EXPECT_LT(relative_difference(output, expected.output), tolerance()) << what;
    EXPECT_LT(relative_difference(of_input, expected.of_input), tolerance()) << what;
    EXPECT_LT(relative_difference(of_weight, expected.of_weight), 1e-4) << what;
  }
}

INSTANTIATE_TEST_SUITE_P(Types, DepthwiseOfType, testing::Values(at::kFloat, at::kBFloat16),
                         type_name);

// One tap alone, so that each result is one product, rounded once: of all bfloat16 numbers.
TEST(Depthwise, RoundsAsLibTorchDoes) {
  std::vector<int32_t> all(1 << 16);
  for (int32_t i = 0; i < 1 << 16; ++i) all[i] = i;
  const at::Tensor bits = at::tensor(all).to(at::kShort);
  const at::Tensor input = nhwc(bits.view(at::kBFloat16).view({1, 64, 32, 32}));
  const Conv conv{.kernel = 3, .stride = 1, .depthwise = true};
  for (const float factor : {1.0f, 1.0039062f, 0.3333333f, 1.7e38f}) {
    at::Tensor weight = at::zeros({64, 1, 3, 3});
    weight.select(2, 1).select(2, 1).fill_(factor);
    // The other taps would make NaN of their neighbours' infinities.
    const at::Tensor finite = at::where(at::isfinite(input), input, at::zeros_like(input));
    const at::Tensor expected = (finite.to(at::kFloat) * factor + 0.0f).to(at::kBFloat16);
    const at::Tensor found = Depthwise(conv, weight).forward(nhwc(finite));
    EXPECT_TRUE(at::equal(found, expected)) << factor;
  }
}

TEST(Depthwise, GivesTheSameBitsOnAnyNumberOfThreads) {
  const Conv conv{.kernel = 5, .stride = 1, .depthwise = true};
  const at::Tensor input = random_map({3, 40, 17, 15}, 1),
                   gradient = random_map({3, 40, 17, 15}, 2);
  const Depthwise depthwise(conv, random_map({40, 1, 5, 5}, 3));
  const int before = at::get_num_threads();
  std::vector<at::Tensor> found[2];
  for (const int threads : {1, 2}) {
    at::set_num_threads(threads);
    found[threads - 1] = {depthwise.forward(input),
                          depthwise.input_gradient(input.sizes(), gradient),
                          depthwise.weight_gradient(input, gradient)};
  }
  at::set_num_threads(before);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(at::equal(found[0][i], found[1][i])) << i;
}

}  // namespace
}  // namespace ofa
