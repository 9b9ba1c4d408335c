#include "search/mlp_loops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"

namespace ofa {
namespace {

std::vector<float> draw(size_t count, uint64_t stream) {
  Random random(1, "mlp loops test", stream);
  std::vector<float> values;
  for (size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(random.normal()));
  return values;
}

// A layer, and as loss the sum of its outputs times these factors.
class LayerLoops : public testing::TestWithParam<LayerSize> {
 protected:
  static constexpr int kRows = 3;

  double loss() const {
    double sum = 0;
    for (int row = 0; row < kRows; ++row)
      for (int j = 0; j < size_.outputs; ++j)
        sum += factors_[row * size_.outputs + j] * plain_output(row, j);
    return sum;
  }
  double plain_output(int row, int j) const {
    double sum = bias_[j];
    for (int i = 0; i < size_.inputs; ++i)
      sum += double{weights_[j * size_.inputs + i]} * in_[row * size_.inputs + i];
    return sum;
  }
  // Linear in each value, so half of a difference of two is exact.
  void expect_gradients(std::vector<float>& values, const std::vector<float>& gradients) {
    for (size_t i = 0; i < values.size(); ++i) {
      const float before = values[i];
      values[i] = before + 1;
      const double above = loss();
      values[i] = before - 1;
      EXPECT_NEAR(gradients[i], (above - loss()) / 2, 1e-4);
      values[i] = before;
    }
  }

  const LayerSize size_ = GetParam();
  std::vector<float> weights_ = draw(size_t(size_.inputs) * size_.outputs, 1);
  std::vector<float> bias_ = draw(size_.outputs, 2);
  std::vector<float> in_ = draw(size_t(kRows) * size_.inputs, 3);
  std::vector<float> factors_ = draw(size_t(kRows) * size_.outputs, 4);
};
INSTANTIATE_TEST_SUITE_P(, LayerLoops,
                         testing::Values(LayerSize{1, 1}, LayerSize{7, 3}, LayerSize{8, 1},
                                         LayerSize{33, 20}));

TEST_P(LayerLoops, GoForward) {
  std::vector<float> out(factors_.size());
  layer_forward(size_, weights_.data(), bias_.data(), in_.data(), kRows, out.data());
  for (int row = 0; row < kRows; ++row)
    for (int j = 0; j < size_.outputs; ++j)
      EXPECT_NEAR(out[row * size_.outputs + j], plain_output(row, j), 1e-5);
}

TEST_P(LayerLoops, GoBackwardAndAdd) {
  std::vector<float> at_weights(weights_.size(), 1), at_bias(bias_.size(), 1);
  std::vector<float> at_in(in_.size(), 1);
  layer_backward(size_, weights_.data(), in_.data(), factors_.data(), kRows, at_weights.data(),
                 at_bias.data(), at_in.data());
  for (auto* gradients : {&at_weights, &at_bias, &at_in})
    for (float& gradient : *gradients) gradient -= 1;
  expect_gradients(weights_, at_weights);
  expect_gradients(bias_, at_bias);
  expect_gradients(in_, at_in);
}

TEST(MlpLoops, AddRowsAndToRows) {
  std::vector<float> matrix{1, 2, 3, 4, 5, 6};  // three rows
  const int rows[] = {2, 0};
  std::vector<float> sum{10, 20};
  add_rows(matrix.data(), 2, rows, sum.data());
  EXPECT_EQ(sum, (std::vector<float>{16, 28}));
  add_to_rows(matrix.data(), 2, rows, sum.data());
  EXPECT_EQ(matrix, (std::vector<float>{17, 30, 3, 4, 21, 34}));
  add_scaled(sum.data(), -2, matrix.data(), 2);
  EXPECT_EQ(sum, (std::vector<float>{-18, -32}));
}

TEST(MlpLoops, CutOffWhatIsNegative) {
  std::vector<float> values{-1, 0, 2};
  relu(values);
  EXPECT_EQ(values, (std::vector<float>{0, 0, 2}));
  std::vector<float> gradients{5, 6, 7};
  relu_backward(values, gradients);
  EXPECT_EQ(gradients, (std::vector<float>{0, 0, 7}));
}

// Kingma and Ba's first step goes by the learning rate, whatever the gradient; decay comes on top.
TEST(MlpLoops, StepAsAdam) {
  std::vector<float> values{1, 1, 1}, averages(3), squares(3);
  const std::vector<float> gradients{0.001f, -100, 0};
  const AdamStep step{.lr = 0.1f,
                      .weight_decay = 0.5f,
                      .correction1 = 1 / (1 - kBeta1),
                      .correction2 = 1 / (1 - kBeta2)};
  adam(step, values, gradients.data(), averages.data(), squares.data());
  const float expected[] = {1 - 0.1f - 0.05f, 1 + 0.1f - 0.05f, 1 - 0.05f};
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(values[i], expected[i], 1e-5);
  EXPECT_NEAR(averages[1], -10, 1e-4);
  EXPECT_NEAR(squares[1], 10, 1e-2);
}

}  // namespace
}  // namespace ofa
