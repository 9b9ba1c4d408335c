#include "trainers/losses.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace ofa {
namespace {

using Rows = std::vector<std::vector<double>>;

Rows random_rows(size_t n, size_t classes, std::string_view purpose) {
  Random random(5, purpose);
  Rows rows(n, std::vector<double>(classes));
  for (auto& row : rows)
    for (double& value : row) value = 3 * random.normal();
  return rows;
}

at::Tensor tensor_of(const Rows& rows) {
  at::Tensor tensor = at::empty(
      {static_cast<int64_t>(rows.size()), static_cast<int64_t>(rows.front().size())}, at::kDouble);
  for (size_t i = 0; i < rows.size(); ++i)
    for (size_t j = 0; j < rows[i].size(); ++j)
      tensor[static_cast<int64_t>(i)][static_cast<int64_t>(j)] = rows[i][j];
  return tensor;
}

std::vector<double> distribution(const std::vector<double>& logits, double temperature) {
  std::vector<double> p;
  double sum = 0;
  for (const double logit : logits) sum += p.emplace_back(std::exp(logit / temperature));
  for (double& value : p) value /= sum;
  return p;
}

TEST(HardLoss, IsTheFormulaWithAndWithoutSmoothing) {
  const Rows logits = random_rows(7, 4, "logits");
  const at::Tensor labels = at::arange(7, at::kLong) % 4;
  for (const double smoothing : {0.0, 0.1, 0.6}) {
    double wanted = 0;
    for (size_t i = 0; i < 7; ++i) {
      const auto p = distribution(logits[i], 1);
      for (size_t c = 0; c < 4; ++c) {
        const double target = (c == i % 4 ? 1 - smoothing : 0) + smoothing / 4;
        wanted -= target * std::log(p[c]) / 7;
      }
    }
    EXPECT_NEAR(hard_loss(tensor_of(logits), labels, smoothing).item<double>(), wanted, 1e-12);
  }
}

TEST(SoftLoss, IsTheFormulaAtAnyTemperature) {
  const Rows logits = random_rows(5, 6, "logits"), teacher = random_rows(5, 6, "teacher");
  for (const double temperature : {1.0, 2.5}) {
    double wanted = 0;
    for (size_t i = 0; i < 5; ++i) {
      const auto p = distribution(teacher[i], temperature),
                 q = distribution(logits[i], temperature);
      for (size_t c = 0; c < 6; ++c)
        wanted -= temperature * temperature * p[c] * std::log(q[c]) / 5;
    }
    EXPECT_NEAR(soft_loss(tensor_of(logits), tensor_of(teacher), temperature).item<double>(),
                wanted, 1e-12);
  }
}

TEST(SoftLoss, IsLeastWhereStudentAndTeacherAgree) {
  const at::Tensor teacher = tensor_of(random_rows(5, 6, "teacher"));
  const double least = soft_loss(teacher, teacher, 1).item<double>();
  for (const char* purpose : {"a", "b", "c"})
    EXPECT_GT(soft_loss(tensor_of(random_rows(5, 6, purpose)), teacher, 1).item<double>(), least);
}

// As written in the paper: sum q (w^alpha - 1) / (alpha (alpha - 1)), and its limits at 0 and 1.
double alpha_divergence(const std::vector<double>& p, const std::vector<double>& q, double alpha) {
  double sum = 0;
  for (size_t c = 0; c < p.size(); ++c) {
    if (alpha == 1)
      sum += p[c] * std::log(p[c] / q[c]);
    else if (alpha == 0)
      sum += q[c] * std::log(q[c] / p[c]);
    else
      sum += q[c] * (std::pow(p[c] / q[c], alpha) - 1) / (alpha * (alpha - 1));
  }
  return sum;
}

constexpr double kNoClip = 1e300;

TEST(AlphaLoss, IsTheLargerDivergenceOfEachImage) {
  const Rows logits = random_rows(9, 6, "logits"), teacher = random_rows(9, 6, "teacher");
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{-1, 1}, {0, 1}, {-1, 0.5}, {0.5, 2}}) {
    double wanted = 0;
    for (size_t i = 0; i < 9; ++i) {
      const auto p = distribution(teacher[i], 1), q = distribution(logits[i], 1);
      wanted += std::max(alpha_divergence(p, q, low), alpha_divergence(p, q, high)) / 9;
    }
    EXPECT_NEAR(
        alpha_loss(tensor_of(logits), tensor_of(teacher), low, high, kNoClip).item<double>(),
        wanted, 1e-9 * wanted)
        << low << " " << high;
  }
}

TEST(AlphaLoss, HasTheGradientOfTheDivergenceWhereNothingIsClipped) {
  const Rows logits = random_rows(5, 4, "logits"), teacher = random_rows(5, 4, "teacher");
  for (const double alpha : {-1.0, 0.0, 0.5, 1.0, 2.0}) {
    const at::Tensor leaf = tensor_of(logits).set_requires_grad(true);
    alpha_loss(leaf, tensor_of(teacher), alpha, alpha, kNoClip).backward();
    for (size_t i = 0; i < 5; ++i)
      for (size_t c = 0; c < 4; ++c) {
        const auto moved = [&](double by) {
          auto row = logits[i];
          row[c] += by;
          return alpha_divergence(distribution(teacher[i], 1), distribution(row, 1), alpha) / 5;
        };
        const double wanted = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        const double got =
            leaf.grad()[static_cast<int64_t>(i)][static_cast<int64_t>(c)].item<double>();
        EXPECT_NEAR(got, wanted, 1e-6 * std::max(1.0, std::abs(wanted))) << alpha;
      }
  }
}

// Two classes: the teacher rules out one that the student believes in.
TEST(AlphaLoss, ClipsImportanceWeights) {
  const at::Tensor teacher = at::tensor({20.0, 0.0}, at::kDouble).view({1, 2});
  const at::Tensor student = at::zeros({1, 2}, at::kDouble).set_requires_grad(true);
  const double clip = 5;
  alpha_loss(student, teacher, -1, -1, clip).backward();
  // Weights p/q = 2 and 4e-9, to the power of -1: 0.5 and clipped to 5; the gradient's are minus
  // these and 1/2 more, times q = 1/2, at logits' own softmax.
  const double a = 0.5 * (-0.5 + 0.5), b = 0.5 * (-clip + 0.5);
  EXPECT_NEAR(student.grad()[0][0].item<double>(), -(a - 0.5 * (a + b)), 1e-6);
  EXPECT_NEAR(student.grad()[0][1].item<double>(), -(b - 0.5 * (a + b)), 1e-6);
}

// Neither student nor teacher has a doubt, and they disagree: no number overflows.
TEST(AlphaLoss, IsANumberInFloatHoweverFarLogitsAreApart) {
  const at::Tensor student = at::tensor({150.0f, 0.0f}).view({1, 2}).set_requires_grad(true);
  const at::Tensor teacher = at::tensor({0.0f, 150.0f}).view({1, 2});
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{{-1, 1}, {1, 1}, {0, 2}}) {
    const at::Tensor loss = alpha_loss(student, teacher, low, high, 5);
    loss.backward();
    EXPECT_TRUE(std::isfinite(loss.item<double>())) << low << " " << high;
    EXPECT_TRUE(at::isfinite(student.grad()).all().item<bool>()) << low << " " << high;
  }
}

TEST(LogitsLoss, IsTheMeanSquaredDifference) {
  const Rows logits = random_rows(5, 6, "logits"), teacher = random_rows(5, 6, "teacher");
  double wanted = 0;
  for (size_t i = 0; i < 5; ++i)
    for (size_t c = 0; c < 6; ++c) wanted += std::pow(logits[i][c] - teacher[i][c], 2) / 30;
  EXPECT_NEAR(logits_loss(tensor_of(logits), tensor_of(teacher)).item<double>(), wanted, 1e-12);
}

TEST(FeatureLoss, IsRelativeToTheTeachersMeanSquare) {
  const at::Tensor a = tensor_of(random_rows(4, 18, "a")).view({2, 6, 3, 2}),
                   b = tensor_of(random_rows(4, 18, "b")).view({2, 6, 3, 2});
  const double wanted = ((a - b) * (a - b)).sum().item<double>() / (b * b).sum().item<double>();
  EXPECT_NEAR(feature_loss(a, b).item<double>(), wanted, 1e-12);
  EXPECT_NEAR(feature_loss(3 * a, 3 * b).item<double>(), wanted, 1e-12);
  EXPECT_EQ(feature_loss(at::zeros_like(b), at::zeros_like(b)).item<double>(), 0);
}

TEST(CosineLoss, ComparesTheChannelsOfEachPixel) {
  const Rows rows = random_rows(2, 24, "a"), others = random_rows(2, 24, "b");
  const at::Tensor a = tensor_of(rows).view({2, 4, 3, 2}), b = tensor_of(others).view({2, 4, 3, 2});
  double wanted = 0;
  for (size_t n = 0; n < 2; ++n)
    for (size_t pixel = 0; pixel < 6; ++pixel) {
      double ab = 0, aa = 0, bb = 0;
      for (size_t c = 0; c < 4; ++c) {
        const double x = rows[n][6 * c + pixel], y = others[n][6 * c + pixel];
        ab += x * y, aa += x * x, bb += y * y;
      }
      wanted += (1 - ab / std::sqrt(aa * bb)) / 12;
    }
  EXPECT_NEAR(cosine_loss(a, b).item<double>(), wanted, 1e-9);
}

TEST(HardLoss, TakesSharesOfClassesToo) {
  const at::Tensor logits = tensor_of(random_rows(7, 4, "logits"));
  const at::Tensor labels = at::arange(7, at::kLong) % 4;
  const at::Tensor shares = at::one_hot(labels, 4).to(at::kDouble);
  for (const double smoothing : {0.0, 0.1})
    EXPECT_NEAR(hard_loss(logits, shares, smoothing).item<double>(),
                hard_loss(logits, labels, smoothing).item<double>(), 1e-12);
}

}  // namespace
}  // namespace ofa
