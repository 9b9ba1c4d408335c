#include "trainers/losses.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ofa
