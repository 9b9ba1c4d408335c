#include "kernels/norm.h"

#include <gmock/gmock.h>

#include "norm_problem.h"

namespace ofa {
namespace {

template <typename T>
constexpr double kTolerance = std::is_same_v<T, double> ? 1e-12 : 3e-5;

// Relative to the largest value; what is stored as Bfloat16Bits is also rounded.
template <typename T, typename U>
void expect_near(const std::vector<U>& found, const std::vector<double>& expected,
                 const auto& what) {
  ASSERT_EQ(found.size(), expected.size());
  double largest = 1;
  for (const double value : expected) largest = std::max(largest, std::abs(value));
  const double rounding = std::is_same_v<U, Bfloat16Bits> ? 1.0 / 256 : 0;
  for (size_t i = 0; i < found.size(); ++i) {
    const double error = std::abs(to_real(found[i]) - expected[i]);
    ASSERT_FALSE(!(error <= kTolerance<T> * largest + rounding * std::abs(expected[i])))
        << what << " at " << i << ": " << to_real(found[i]) << ", expected " << expected[i];
  }
}

template <typename T>
class Norm : public testing::Test {};
using Types = testing::Types<float, Bfloat16Bits, double>;
TYPED_TEST_SUITE(Norm, Types);

template <typename T>
void expect_plain_results(const NormProblem<T>& problem) {
  const NormResults<T> found = problem.run();
  const PlainResults expected = plain_norm(problem.plain());
  expect_near<T>(found.mean, expected.mean, "mean");
  expect_near<T>(found.variance, expected.variance, "variance");
  expect_near<T>(found.result, expected.result, "result");
  expect_near<T>(found.pooled, expected.pooled, "pooled");
  expect_near<T>(found.gate_gradient, expected.gate_gradient, "gradient of the gate");
  std::vector<double> sums = expected.grad_shift;
  sums.insert(sums.end(), expected.grad_scale.begin(), expected.grad_scale.end());
  expect_near<T>(found.sums, sums, "gradients of shift and scale");
  expect_near<T>(found.grad_y, expected.grad_y, "gradient of y");
  expect_near<T>(found.grad_residual, expected.p, "gradient of the residual");
}

TYPED_TEST(Norm, IsThePlainFormulaInEveryPass) {
  for (const NormShape& shape : norm_shapes_to_test())
    for (const Act act : kActs)
      for (const NormParts& with : kNormParts) {
        const NormProblem<TypeParam> problem(shape, act, with);
        on_every_target([&](const char* target) {
          SCOPED_TRACE(testing::Message()
                       << target << ", " << shape << ", " << name(act)
                       << (with.residual ? ", residual" : "") << (with.gate ? ", gate" : "")
                       << (with.factors ? ", factors" : ""));
          expect_plain_results(problem);
        });
        if (this->HasFatalFailure()) return;
      }
}

TYPED_TEST(Norm, HasTheSameBitsHoweverItsRangesAreSplit) {
  on_every_target([&](const char* target) {
    for (const NormShape& shape : norm_shapes_to_test())
      for (const Act act : {Act::kHSwish, Act::kSwish})
        for (const NormParts& with : kNormParts) {
          const NormProblem<TypeParam> problem(shape, act, with);
          const NormResults<TypeParam> whole = problem.run();
          for (const int64_t pieces : {1, 2, 5, 17})
            ASSERT_TRUE(problem.run(pieces) == whole) << target << ", " << shape << ", " << pieces;
        }
  });
}

TYPED_TEST(Norm, WorksInPlace) {
  for (const NormShape& shape : norm_shapes_to_test()) {
    const NormProblem<TypeParam> problem(shape, Act::kHSwish, {.residual = true});
    const std::vector<RealOf<TypeParam>> ones(shape.channels, 1), sums(2 * shape.channels, 1);
    auto y = problem.y, residual = problem.residual, gradient = problem.gradient;
    std::vector<TypeParam> apart(y.size()), grad_y(y.size()), grad_residual(y.size());
    const NormCurve<TypeParam> curve{y.data(), ones.data(), ones.data(), residual.data(),
                                     Act::kHSwish};
    const NormGradient<TypeParam> backward{curve, gradient.data(), nullptr, ones.data(),
                                           ones.data()};
    const auto to_input = [&](TypeParam* to_y, TypeParam* to_residual) {
      norm_input_gradient(shape, backward, sums.data(), to_y, to_residual, 0, shape.num_pixels());
    };
    to_input(grad_y.data(), grad_residual.data());
    to_input(gradient.data(), nullptr);
    EXPECT_EQ(gradient, grad_y) << shape;
    gradient = problem.gradient;
    to_input(grad_y.data(), gradient.data());
    EXPECT_EQ(gradient, grad_residual) << shape;

    normalise(shape, curve, apart.data(), 0, shape.num_pixels());
    normalise(shape, curve, residual.data(), 0, shape.num_pixels());
    EXPECT_EQ(residual, apart) << shape;
    residual = problem.residual;
    normalise(shape, curve, y.data(), 0, shape.num_pixels());
    EXPECT_EQ(y, apart) << shape;
  }
}

// Whose branch is dropped gives its residual exactly, and nothing to scale and shift.
TYPED_TEST(Norm, DropsImagesWhoseFactorIsZero) {
  const NormShape shape{4, 6, 21};
  NormProblem<TypeParam> problem(shape, Act::kNone, {.residual = true, .factors = true});
  problem.factors = {0, 0, 0, 0};
  on_every_target([&](const char* target) {
    const NormResults<TypeParam> found = problem.run();
    EXPECT_EQ(found.result, problem.residual) << target;
    EXPECT_EQ(found.grad_residual, problem.gradient) << target;
    EXPECT_THAT(found.sums, testing::Each(0)) << target;
    for (const TypeParam value : found.grad_y) EXPECT_EQ(to_real(value), 0) << target;
  });
}

TYPED_TEST(Norm, OfNoPiecesTouchesNothing) {
  const NormShape shape{2, 3, 5};
  const NormProblem<TypeParam> problem(shape, Act::kRelu, {});
  TypeParam* const none = nullptr;
  const NormCurve<TypeParam> curve{none, problem.weight.data(), problem.bias.data()};
  const NormGradient<TypeParam> backward{curve, none, nullptr, problem.weight.data(),
                                         problem.weight.data()};
  moments_parts<TypeParam>(shape, none, nullptr, 1, 1);
  normalise(shape, curve, none, 2, 2);
  pool(shape, curve, nullptr, 1, 1);
  gate_gradient(shape, backward, nullptr, 1, 1);
  norm_gradient_parts(shape, backward, nullptr, 1, 1);
}

TEST(NormGradients, AreThoseOfNumericDifferences) {
  constexpr double kStep = 1e-6;
  for (const Act act : kActs)
    for (const NormParts& with : kNormParts) {
      const NormProblem<double> problem({3, 7, 5}, act, with);
      const NormResults<double> found = problem.run();
      PlainNorm norm = problem.plain();
      const auto expect_slopes = [&](std::vector<double>& values, const auto& gradients,
                                     const char* what) {
        for (size_t i = 0; i < values.size(); ++i) {
          const double value = values[i];
          values[i] = value + kStep;
          const double above = plain_loss(norm);
          values[i] = value - kStep;
          const double below = plain_loss(norm);
          values[i] = value;
          EXPECT_NEAR(gradients[i], (above - below) / (2 * kStep), 1e-6)
              << what << " at " << i << ", " << name(act);
        }
      };
      expect_slopes(norm.y, found.grad_y, "y");
      expect_slopes(norm.residual, found.grad_residual, "residual");
      expect_slopes(norm.bias, found.sums, "shift");
      expect_slopes(norm.weight, found.sums.data() + problem.shape.channels, "scale");
      expect_slopes(norm.gate, found.gate_gradient, "gate");
    }
}

TEST(NormMoments, KeepTheVarianceOfLargeMeans) {
  const NormShape shape{8, 196, 24};
  std::vector<float> y = random_values<float>(shape.size(), 1);
  for (float& value : y) value = 1000 + value * 0.1f;
  PlainNorm norm{.shape = shape, .y = to_doubles(y), .gradient = to_doubles(y)};
  norm.weight = norm.bias = std::vector<double>(shape.channels, 1);
  const PlainResults expected = plain_norm(norm);
  on_every_target([&](const char* target) {
    std::vector<float> parts(num_norm_parts(shape) * 2 * shape.channels);
    std::vector<float> mean(shape.channels), variance(shape.channels);
    moments_parts(shape, y.data(), parts.data(), 0, num_norm_parts(shape));
    finish_moments(shape, y.data(), parts.data(), mean.data(), variance.data());
    for (int64_t c = 0; c < shape.channels; ++c) {
      EXPECT_NEAR(mean[c], expected.mean[c], 1e-4) << target;
      EXPECT_NEAR(variance[c] / expected.variance[c], 1, 1e-3) << target;
    }
  });
}

TEST(NormMoments, AreSummedInPartsOfTheShapeAlone) {
  EXPECT_EQ(num_norm_parts({1, 1, 8}), 1);
  EXPECT_EQ(num_norm_parts({32, 49, 8}), 8);
  EXPECT_EQ(num_norm_parts({256, 12544, 8}), 32);
}

}  // namespace
}  // namespace ofa
