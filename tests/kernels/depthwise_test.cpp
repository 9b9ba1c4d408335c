#include "kernels/depthwise.h"

#include <gmock/gmock.h>

#include "depthwise_testing.h"

namespace ofa {
namespace {

template <typename T>
constexpr double kTolerance = std::is_same_v<T, float> ? 1e-5 : 1e-2;

// What no kernel may leave behind.
template <typename T>
const T kUnwritten = std::is_same_v<T, float> ? T(NAN) : T(0x7FC1);

// Relative to the size of the terms: a sum near zero is no more exact than they are.
template <typename T>
void expect_near(const std::vector<T>& found, const PlainSums& expected, const auto& what) {
  ASSERT_EQ(found.size(), expected.values.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const double error = std::abs(to_real(found[i]) - expected.values[i]);
    ASSERT_FALSE(!(error <= kTolerance<T> * expected.sizes[i])) << what << " at " << i;
  }
}

// What the three directions give.
template <typename T>
struct Results {
  std::vector<T> output, grad_input;
  std::vector<float> grad_weight;
  bool operator==(const Results&) const = default;
};

template <typename T>
struct Problem {
  explicit Problem(const DepthwiseShape& s)
      : shape(s),
        input(random_values<T>(input_size(s), 1)),
        grad_output(random_values<T>(output_size(s), 2)),
        weight(random_values<float>(s.num_weights(), 3)) {}

  // In ranges of so many pieces, the last ones first.
  Results<T> run(int64_t pieces = 1 << 30) const {
    const auto each = [&](int64_t end, const auto& range) {
      for (int64_t first = (end - 1) / pieces * pieces; first >= 0; first -= pieces)
        range(first, std::min(first + pieces, end));
    };
    Results<T> results{std::vector(output_size(shape), kUnwritten<T>),
                       std::vector(input_size(shape), kUnwritten<T>),
                       std::vector<float>(shape.num_weights(), NAN)};
    std::vector<float> parts(num_weight_parts(shape) * shape.num_weights(), NAN);
    each(shape.num_output_rows(), [&](int64_t first, int64_t last) {
      depthwise_forward(shape, input.data(), weight.data(), results.output.data(), first, last);
    });
    each(shape.num_input_rows(), [&](int64_t first, int64_t last) {
      depthwise_input_gradient(shape, grad_output.data(), weight.data(), results.grad_input.data(),
                               first, last);
    });
    each(num_weight_parts(shape), [&](int64_t first, int64_t last) {
      depthwise_weight_gradient(shape, input.data(), grad_output.data(), parts.data(), first, last);
    });
    each(shape.num_taps(), [&](int64_t first, int64_t last) {
      add_parts(shape, parts.data(), results.grad_weight.data(), first, last);
    });
    return results;
  }

  DepthwiseShape shape;
  std::vector<T> input, grad_output;
  std::vector<float> weight;
};

template <typename T>
class Depthwise : public testing::Test {};
using Types = testing::Types<float, Bfloat16Bits>;
TYPED_TEST_SUITE(Depthwise, Types);

TYPED_TEST(Depthwise, IsThePlainSumInEveryDirection) {
  for (const DepthwiseShape& shape : shapes_to_test()) {
    const Problem<TypeParam> problem(shape);
    const auto input = to_doubles(problem.input);
    const auto gradient = to_doubles(problem.grad_output);
    const auto weight = to_doubles(problem.weight);
    const PlainSums output = plain_forward(shape, input, weight);
    const PlainSums grad_input = plain_input_gradient(shape, gradient, weight);
    const PlainSums grad_weight = plain_weight_gradient(shape, input, gradient);
    on_every_target([&](const char* target) {
      SCOPED_TRACE(testing::Message() << target << ", " << shape);
      const Results<TypeParam> found = problem.run();
      expect_near(found.output, output, "output");
      expect_near(found.grad_input, grad_input, "gradient of the input");
      expect_near(found.grad_weight, grad_weight, "gradient of the weight");
    });
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(Depthwise, HasTheSameBitsHoweverItsRangesAreSplit) {
  std::vector<DepthwiseShape> shapes = shapes_to_test();
  shapes.push_back({.images = 9, .height = 30, .width = 13, .channels = 40, .kernel = 5});
  shapes.push_back(
      {.images = 4, .height = 14, .width = 14, .channels = 24, .kernel = 3, .stride = 2});
  on_every_target([&](const char* target) {
    for (const DepthwiseShape& shape : shapes) {
      const Problem<TypeParam> problem(shape);
      const Results<TypeParam> whole = problem.run();
      for (const int64_t pieces : {1, 2, 5, 17})
        ASSERT_TRUE(problem.run(pieces) == whole) << target << ", " << shape << ", " << pieces;
    }
  });
}

// <forward(x), g> = <x, input_gradient(g)> = <w, weight_gradient(x, g)>, of what the kernels give.
TYPED_TEST(Depthwise, GradientsAreAdjointToTheForwardDirection) {
  const auto dot = [](const auto& a, const auto& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += double{to_real(a[i])} * to_real(b[i]);
    return sum;
  };
  for (const DepthwiseShape& shape : shapes_to_test()) {
    const Problem<TypeParam> problem(shape);
    const Results<TypeParam> found = problem.run();
    const double expected = dot(found.output, problem.grad_output);
    double size = 0;
    for (size_t i = 0; i < found.output.size(); ++i)
      size += std::abs(double{to_real(found.output[i])} * to_real(problem.grad_output[i]));
    const double tolerance = kTolerance<TypeParam> * (size + 1);
    EXPECT_NEAR(dot(problem.input, found.grad_input), expected, tolerance) << shape;
    EXPECT_NEAR(dot(problem.weight, found.grad_weight), expected, tolerance) << shape;
  }
}

TYPED_TEST(Depthwise, OfNoPiecesTouchesNothing) {
  const Problem<TypeParam> problem({.height = 4, .width = 4, .channels = 16});
  const auto* none = static_cast<const TypeParam*>(nullptr);
  depthwise_forward(problem.shape, none, problem.weight.data(), static_cast<TypeParam*>(nullptr), 2,
                    2);
  depthwise_weight_gradient(problem.shape, none, none, nullptr, 1, 1);
}

// The formulas themselves, exactly adjoint in double.
TEST(DepthwiseFormulas, AreAdjoint) {
  for (const DepthwiseShape& shape : shapes_to_test()) {
    const auto x = to_doubles(random_values<float>(input_size(shape), 4));
    const auto g = to_doubles(random_values<float>(output_size(shape), 5));
    const auto w = to_doubles(random_values<float>(shape.num_weights(), 6));
    const auto dot = [](const std::vector<double>& a, const PlainSums& b) {
      double sum = 0;
      for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b.values[i];
      return sum;
    };
    const double expected = dot(g, plain_forward(shape, x, w));
    EXPECT_NEAR(dot(x, plain_input_gradient(shape, g, w)), expected, 1e-8) << shape;
    EXPECT_NEAR(dot(w, plain_weight_gradient(shape, x, g)), expected, 1e-8) << shape;
  }
}

TEST(DepthwiseWeights, ReorderToTapsFirstAndBack) {
  const DepthwiseShape shape{.channels = 5, .kernel = 3};
  const auto weight = random_values<float>(shape.num_weights(), 7);
  std::vector<float> ordered(weight.size()), back(weight.size());
  taps_first(shape, weight.data(), ordered.data());
  for (int channel = 0; channel < 5; ++channel)
    for (int tap = 0; tap < 9; ++tap)
      EXPECT_EQ(ordered[tap * 5 + channel], weight[channel * 9 + tap]);
  channels_first(shape, ordered.data(), back.data());
  EXPECT_EQ(back, weight);
}

TEST(DepthwiseWeights, AreSummedInPartsOfTheShapeAlone) {
  EXPECT_EQ(num_weight_parts({.images = 1, .height = 1, .width = 1}), 1);
  EXPECT_EQ(num_weight_parts({.images = 32, .height = 7, .width = 7}), 8);
  EXPECT_EQ(num_weight_parts({.images = 32, .height = 14, .width = 14}), 32);
  EXPECT_EQ(num_weight_parts({.images = 256, .height = 112, .width = 112}), 32);
}

}  // namespace
}  // namespace ofa
