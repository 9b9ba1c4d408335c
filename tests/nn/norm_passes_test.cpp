// Our passes of norm, activation, residual and gate against LibTorch's autograd in double.
#include "nn/norm_passes.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "nn/nhwc.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

std::string type_name(const testing::TestParamInfo<at::ScalarType>& info) {
  return c10::toString(info.param);
}

at::Tensor random_tensor(at::IntArrayRef sizes, uint64_t seed) {
  return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed));
}

at::Tensor leaf(const at::Tensor& tensor) {
  return tensor.to(at::kDouble).detach().clone().set_requires_grad(true);
}

struct Case {
  Act act;
  bool residual, gate, factors;
  std::array<int64_t, 4> sizes;

  std::string text() const {
    return std::string(name(act)) + (residual ? " residual" : "") + (gate ? " gate " : " ") +
           (factors ? "factors " : "") + std::to_string(sizes[1]) + " channels of " +
           std::to_string(sizes[2]);
  }
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Act act : {Act::kNone, Act::kRelu, Act::kRelu6, Act::kHSwish, Act::kSwish})
    for (const auto& [residual, gate, factors] : {std::tuple(false, false, false),
                                                  {true, false, false},
                                                  {false, true, false},
                                                  {true, false, true}})
      for (const auto& sizes :
           {std::array<int64_t, 4>{4, 24, 7, 5}, {3, 13, 9, 9}, {2, 664, 3, 4}, {2, 160, 6, 6}})
        all.push_back({act, residual, gate, factors, sizes});
  return all;
}

class NormOfType : public testing::TestWithParam<at::ScalarType> {
 protected:
  void SetUp() override {
    if (GetParam() == at::kBFloat16) tolerance_ = 1e-2;
    if (GetParam() == at::kDouble) tolerance_ = 1e-12;
  }
  at::ScalarType real() const { return GetParam() == at::kDouble ? at::kDouble : at::kFloat; }
  at::Tensor map(const Case& c, uint64_t seed) const {
    return nhwc((random_tensor(c.sizes, seed) * 1.5 + 0.5).to(GetParam()));
  }
  void expect(const at::Tensor& found, const at::Tensor& expected, const std::string& what) const {
    EXPECT_LT(relative_difference(found, expected), tolerance_) << what;
  }

  double tolerance_ = 1e-4;
};

// y normalised by its own moments, with learned scale and shift.
struct Normalised {
  Normalised(const at::Tensor& y, const at::Tensor& gamma, const at::Tensor& beta) {
    moments = moments_of(y);
    inverse_deviation = at::rsqrt(moments.variance + 1e-5);
    map.y = y;
    map.scale = gamma * inverse_deviation;
    map.shift = beta - moments.mean * map.scale;
  }
  Moments moments;
  at::Tensor inverse_deviation;
  NormMap map;
};

at::Tensor activated(const at::Tensor& x, Act act) {
  return apply({.name = "act", .operation = Activation{act}}, {x}, {}, Mode::kTrain, nullptr);
}

TEST_P(NormOfType, MatchesAutogradForwardAndBackward) {
  for (const Case& c : cases()) {
    const auto real_tensor = [&](at::IntArrayRef sizes, uint64_t seed) {
      return random_tensor(sizes, seed).to(real());
    };
    const int64_t channels = c.sizes[1];
    const at::Tensor y = map(c, 1), gradient = map(c, 2), residual = map(c, 3);
    const at::Tensor gamma = real_tensor({channels}, 4), beta = real_tensor({channels}, 5);
    const at::Tensor gate = real_tensor({c.sizes[0], channels}, 6);
    Normalised norm(y, gamma, beta);
    norm.map.act = c.act;
    if (c.residual) norm.map.residual = residual;
    if (c.gate) norm.map.gate = gate;
    const at::Tensor factors = real_tensor({c.sizes[0], 1, 1, 1}, 7);
    if (c.factors) norm.map.factors = factors;

    std::vector<at::Tensor> leaves{leaf(y), leaf(gamma), leaf(beta), leaf(residual), leaf(gate)};
    at::Tensor exact;
    {
      const at::AutoGradMode grad(true);
      exact = std::get<0>(
          at::native_batch_norm(leaves[0], leaves[1], leaves[2], {}, {}, true, 0, 1e-5));
      if (c.factors) exact = exact * factors.to(at::kDouble);
      if (c.residual) exact = exact + leaves[3];
      if (c.act != Act::kNone) exact = activated(exact, c.act);
      if (c.gate) exact = exact * leaves[4].view({c.sizes[0], channels, 1, 1});
    }
    const std::vector<at::Tensor> expected =
        torch::autograd::grad({exact}, leaves, {gradient.to(at::kDouble)}, std::nullopt, false,
                              /*allow_unused=*/true);

    const at::NoGradGuard no_grad;
    expect(normalised(norm.map), exact, c.text());
    NormMapGradient of{gradient, {}, norm.moments.mean, norm.inverse_deviation};
    if (c.gate) {
      expect(gate_gradient(norm.map, of), expected[4], c.text());
    }
    const at::Tensor sums = parameter_gradients(norm.map, of);
    expect(sums[1], expected[1], c.text());
    expect(sums[0], expected[2], c.text());
    const at::Tensor of_y = nhwc(at::empty_like(y)), of_residual = nhwc(at::empty_like(y));
    write_input_gradients(norm.map, of, sums, of_y, c.residual ? of_residual : at::Tensor());
    expect(of_y, expected[0], c.text());
    if (c.residual) {
      expect(of_residual, expected[3], c.text());
    }
    write_input_gradients(norm.map, of, sums, gradient, {});
    EXPECT_TRUE(at::equal(gradient, of_y)) << "in place: " << c.text();
  }
}

TEST_P(NormOfType, PoolsWhatItWouldGive) {
  for (const Case& c : cases()) {
    const at::Tensor y = map(c, 1);
    Normalised norm(y, random_tensor({c.sizes[1]}, 4).to(real()),
                    random_tensor({c.sizes[1]}, 5).to(real()));
    norm.map.act = c.act;
    NormMap exact{y.to(at::kDouble),
                  norm.map.scale.to(at::kDouble),
                  norm.map.shift.to(at::kDouble),
                  {},
                  c.act,
                  {},
                  {}};
    EXPECT_LT(relative_difference(pooled(norm.map), normalised(exact).mean({2, 3})), 1e-4)
        << c.text();
  }
}

TEST_P(NormOfType, FindsMomentsOfMapsFarFromZero) {
  if (GetParam() == at::kBFloat16) GTEST_SKIP() << "knows no small differences of large numbers";
  const at::Tensor y = nhwc((random_tensor({8, 30, 13, 11}, 1) + 1000).to(GetParam()));
  const auto [variance, mean] = at::var_mean(y.to(at::kDouble), {0, 2, 3}, /*unbiased=*/false);
  const Moments found = moments_of(y);
  EXPECT_LT(relative_difference(found.mean, mean), 1e-6);
  EXPECT_LT(relative_difference(found.variance, variance), 1e-3);
}

TEST_P(NormOfType, GivesTheSameBitsOnAnyNumberOfThreads) {
  const Case c{Act::kHSwish, true, true, false, {3, 40, 37, 31}};
  const at::Tensor y = map(c, 1), gradient = map(c, 2);
  const at::Tensor numbers = random_tensor({40}, 3).to(real());
  std::vector<at::Tensor> found[2];
  const int before = at::get_num_threads();
  for (const int threads : {1, 2}) {
    at::set_num_threads(threads);
    Normalised norm(y, numbers, numbers);
    norm.map.act = c.act;
    norm.map.residual = map(c, 4);
    norm.map.gate = random_tensor({3, 40}, 5).to(real());
    const NormMapGradient of{gradient, {}, norm.moments.mean, norm.inverse_deviation};
    const at::Tensor sums = parameter_gradients(norm.map, of), of_y = nhwc(at::empty_like(y));
    write_input_gradients(norm.map, of, sums, of_y, {});
    found[threads - 1] = {norm.moments.mean,
                          norm.moments.variance,
                          normalised(norm.map),
                          pooled(norm.map),
                          gate_gradient(norm.map, of),
                          sums,
                          of_y};
  }
  at::set_num_threads(before);
  for (size_t i = 0; i < found[0].size(); ++i)
    EXPECT_TRUE(at::equal(found[0][i], found[1][i])) << i;
}

INSTANTIATE_TEST_SUITE_P(Types, NormOfType, testing::Values(at::kFloat, at::kBFloat16, at::kDouble),
                         type_name);

}  // namespace
}  // namespace ofa
