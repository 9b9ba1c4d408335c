#include "search/ridge.h"

#include <algorithm>
#include <cmath>

namespace ofa {
namespace {

// Nothing, but for a number that is the same in all rows.
constexpr double kLambdaOfReal = 1e-5;

// [size, size], of which the lower half counts.
using Matrix = std::vector<double>;

double dot(const double* a, const double* b, int size) {
  double sum = 0;
  for (int i = 0; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

// The matrix becomes the lower triangle whose square it is (Cholesky).
void decompose(Matrix& matrix, int size) {
  for (int i = 0; i < size; ++i) {
    double* row = &matrix[size_t(i) * size];
    for (int j = 0; j < i; ++j) {
      const double* other = &matrix[size_t(j) * size];
      row[j] = (row[j] - dot(row, other, j)) / other[j];
    }
    row[i] = std::sqrt(row[i] - dot(row, row, i));
  }
}

// triangle * transposed triangle * x = right.
std::vector<double> substitute(const Matrix& triangle, std::vector<double> right) {
  const int size = static_cast<int>(right.size());
  for (int i = 0; i < size; ++i)
    right[i] = (right[i] - dot(&triangle[size_t(i) * size], right.data(), i)) /
               triangle[size_t(i) * size + i];
  for (int i = size; i-- > 0;) {
    right[i] /= triangle[size_t(i) * size + i];
    for (int j = 0; j < i; ++j) right[j] -= triangle[size_t(i) * size + j] * right[i];
  }
  return right;
}

}  // namespace

RidgeMoments::RidgeMoments(const Codes& codes)
    : width(codes.width),
      num_ones(width - codes.has_real()),
      features(width),
      products(size_t(width) * width),
      with_target(width) {}

void RidgeMoments::add(const Codes& codes, size_t row, double target_of_row) {
  const auto product = [&](int i, int j) -> double& {
    return products[size_t(std::max(i, j)) * width + std::min(i, j)];
  };
  const std::span<const int> ones = codes.ones_of(row);
  for (size_t i = 0; i < ones.size(); ++i) {
    for (size_t j = 0; j <= i; ++j) ++product(ones[i], ones[j]);
    ++features[ones[i]];
    with_target[ones[i]] += target_of_row;
  }
  if (codes.has_real()) {
    const double real = codes.reals[row];
    for (const int one : ones) product(width - 1, one) += real;
    product(width - 1, width - 1) += real * real;
    features[width - 1] += real;
    with_target[width - 1] += real * target_of_row;
  }
  target += target_of_row;
  ++count;
}

RidgeMoments& RidgeMoments::operator-=(const RidgeMoments& other) {
  const auto subtract = [](std::vector<double>& from, const std::vector<double>& what) {
    std::ranges::transform(from, what, from.begin(), std::minus());
  };
  subtract(features, other.features);
  subtract(products, other.products);
  subtract(with_target, other.with_target);
  count -= other.count;
  target -= other.target;
  return *this;
}

double Ridge::operator()(const Codes& codes, size_t row) const {
  double sum = intercept;
  for (const int one : codes.ones_of(row)) sum += weights[one];
  if (codes.has_real()) sum += weights.back() * codes.reals[row];
  return sum;
}

// About their means, features and target need no intercept, which is not to be shrunk.
Ridge solve_ridge(const RidgeMoments& moments, double lambda) {
  const int size = moments.width;
  Matrix matrix = moments.products;
  std::vector<double> right = moments.with_target;
  for (int i = 0; i < size; ++i) {
    const double mean = moments.features[i] / moments.count;
    for (int j = 0; j <= i; ++j) matrix[size_t(i) * size + j] -= mean * moments.features[j];
    matrix[size_t(i) * size + i] += i < moments.num_ones ? lambda : kLambdaOfReal * lambda;
    right[i] -= mean * moments.target;
  }
  decompose(matrix, size);
  Ridge ridge{moments.target / moments.count, substitute(matrix, std::move(right))};
  for (int i = 0; i < size; ++i)
    ridge.intercept -= ridge.weights[i] * moments.features[i] / moments.count;
  return ridge;
}

}  // namespace ofa
