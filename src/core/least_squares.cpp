#include "core/least_squares.h"

#include <cmath>

namespace ofa {
namespace {

// Of a column that remains when those before it are taken out, less than this is rounding.
constexpr double kNothing = 1e-9;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void subtract(std::vector<double>& from, double times, const std::vector<double>& what) {
  for (size_t i = 0; i < from.size(); ++i) from[i] -= times * what[i];
}

}  // namespace

// Modified Gram-Schmidt, which keeps what the squared columns of normal equations would lose.
std::optional<std::vector<double>> least_squares(const std::vector<std::vector<double>>& rows,
                                                 std::span<const double> targets,
                                                 std::span<const double> weights) {
  if (rows.empty() || rows.size() < rows.front().size()) return std::nullopt;
  const size_t n = rows.front().size();
  std::vector<std::vector<double>> columns(n, std::vector<double>(rows.size()));
  std::vector<double> rest(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const double scale = std::sqrt(weights[i]);
    for (size_t k = 0; k < n; ++k) columns[k][i] = rows[i][k] * scale;
    rest[i] = targets[i] * scale;
  }
  std::vector<std::vector<double>> triangle(n, std::vector<double>(n));
  std::vector<double> projected(n);
  for (size_t k = 0; k < n; ++k) {
    const double before = std::sqrt(dot(columns[k], columns[k]));
    for (size_t j = 0; j < k; ++j) {
      triangle[j][k] = dot(columns[j], columns[k]);
      subtract(columns[k], triangle[j][k], columns[j]);
    }
    triangle[k][k] = std::sqrt(dot(columns[k], columns[k]));
    if (!(triangle[k][k] > kNothing * before)) return std::nullopt;
    for (double& value : columns[k]) value /= triangle[k][k];
    projected[k] = dot(columns[k], rest);
    subtract(rest, projected[k], columns[k]);
  }
  std::vector<double> coefficients(n);
  for (size_t k = n; k-- > 0;) {
    double value = projected[k];
    for (size_t j = k + 1; j < n; ++j) value -= triangle[k][j] * coefficients[j];
    coefficients[k] = value / triangle[k][k];
  }
  return coefficients;
}

}  // namespace ofa
