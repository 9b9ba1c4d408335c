#pragma once

#include <algorithm>

#include "norm_testing.h"

namespace ofa {

// What may be left out.
struct NormParts {
  bool residual = false;
  bool gate = false;
  bool pooled_gradient = false;
  bool factors = false;
};

inline constexpr NormParts kNormParts[] = {{},
                                           {.residual = true},
                                           {.gate = true},
                                           {true, true, true},
                                           {.factors = true},
                                           {.residual = true, .factors = true}};

// What all passes give.
template <typename T>
struct NormResults {
  std::vector<RealOf<T>> mean, variance, pooled, gate_gradient, sums;
  std::vector<T> result, grad_y, grad_residual;
  bool operator==(const NormResults&) const = default;
};

// A norm of random values, with moments of its own, through every pass.
template <typename T>
struct NormProblem {
  using Real = RealOf<T>;

  NormProblem(const NormShape& s, Act a, const NormParts& with)
      : shape(s),
        act(a),
        y(random_values<T>(s.size(), 1)),
        gradient(random_values<T>(s.size(), 2)),
        weight(random_values<Real>(s.channels, 3)),
        bias(random_values<Real>(s.channels, 4)) {
    for (Real& value : weight) value *= 3;  // into all of an activation's pieces
    const int64_t numbers = s.images * s.channels;
    if (with.residual) residual = random_values<T>(s.size(), 5);
    if (with.gate) gate = random_values<Real>(numbers, 6);
    if (with.pooled_gradient) pooled_gradient = random_values<Real>(numbers, 7);
    if (with.factors) factors = random_values<Real>(s.images, 8);
    if (factors.size() > 1) factors[s.images / 2] = 0;
  }

  PlainNorm plain() const {
    return {shape,
            act,
            to_doubles(y),
            to_doubles(residual),
            to_doubles(gradient),
            to_doubles(gate),
            to_doubles(pooled_gradient),
            to_doubles(weight),
            to_doubles(bias),
            to_doubles(factors)};
  }

  // In ranges of so many pieces, the last ones first.
  NormResults<T> run(int64_t pieces = int64_t{1} << 40) const;

  NormShape shape;
  Act act;
  std::vector<T> y, gradient, residual;
  std::vector<Real> weight, bias, gate, pooled_gradient, factors;
};

// For pointers that may be left out.
template <typename T>
const T* data_or_null(const std::vector<T>& values) {
  return values.empty() ? nullptr : values.data();
}

// The passes one after the other, each into what was not written before.
template <typename T>
class NormRun {
 public:
  using Real = RealOf<T>;

  NormRun(const NormProblem<T>& problem, int64_t pieces)
      : problem_(problem),
        shape_(problem.shape),
        pieces_(pieces),
        results_{reals(shape_.channels),
                 reals(shape_.channels),
                 reals(shape_.images * shape_.channels),
                 reals(shape_.images * shape_.channels),
                 reals(2 * shape_.channels),
                 map(),
                 map(),
                 map()},
        parts_(reals(num_norm_parts(shape_) * 2 * shape_.channels)) {}

  NormResults<T> run() {
    take_moments();
    go_forward();
    go_backward();
    return results_;
  }

 private:
  static std::vector<Real> reals(int64_t size) { return std::vector<Real>(size, NAN); }
  std::vector<T> map() const {
    return std::vector<T>(shape_.size(), std::is_same_v<T, Bfloat16Bits> ? T(0x7FC1) : T(NAN));
  }

  template <class Range>
  void each(int64_t end, const Range& range) const {
    for (int64_t first = (end - 1) / pieces_ * pieces_; first >= 0; first -= pieces_)
      range(first, std::min(first + pieces_, end));
  }

  void take_moments() {
    const T* y = problem_.y.data();
    each(num_norm_parts(shape_), [&](int64_t first, int64_t last) {
      moments_parts(shape_, y, parts_.data(), first, last);
    });
    finish_moments(shape_, y, parts_.data(), results_.mean.data(), results_.variance.data());
    for (int64_t c = 0; c < shape_.channels; ++c) {
      const Real variance = results_.variance[c] + static_cast<Real>(kEpsilon);
      inverse_deviation_.push_back(1 / std::sqrt(variance));
      scale_.push_back(problem_.weight[c] * inverse_deviation_[c]);
      shift_.push_back(problem_.bias[c] - results_.mean[c] * scale_[c]);
    }
  }

  NormCurve<T> curve() const {
    return {problem_.y.data(),
            scale_.data(),
            shift_.data(),
            data_or_null(problem_.residual),
            problem_.act,
            data_or_null(problem_.gate),
            data_or_null(problem_.factors)};
  }

  void go_forward() {
    each(shape_.num_pixels(), [&](int64_t first, int64_t last) {
      normalise(shape_, curve(), results_.result.data(), first, last);
    });
    each(shape_.images, [&](int64_t first, int64_t last) {
      pool(shape_, curve(), results_.pooled.data(), first, last);
    });
  }

  void go_backward() {
    const NormGradient<T> gradient{curve(), problem_.gradient.data(),
                                   data_or_null(problem_.pooled_gradient), results_.mean.data(),
                                   inverse_deviation_.data()};
    each(shape_.images, [&](int64_t first, int64_t last) {
      gate_gradient(shape_, gradient, results_.gate_gradient.data(), first, last);
    });
    std::fill(parts_.begin(), parts_.end(), NAN);
    each(num_norm_parts(shape_), [&](int64_t first, int64_t last) {
      norm_gradient_parts(shape_, gradient, parts_.data(), first, last);
    });
    finish_norm_gradient(shape_, parts_.data(), results_.sums.data());
    each(shape_.num_pixels(), [&](int64_t first, int64_t last) {
      norm_input_gradient(shape_, gradient, results_.sums.data(), results_.grad_y.data(),
                          results_.grad_residual.data(), first, last);
    });
  }

  // For what may be left out.
  template <typename U>
  static const U* data_or_null(const std::vector<U>& values) {
    return values.empty() ? nullptr : values.data();
  }

  const NormProblem<T>& problem_;
  NormShape shape_;
  int64_t pieces_;
  NormResults<T> results_;
  std::vector<Real> parts_, inverse_deviation_, scale_, shift_;
};

template <typename T>
NormResults<T> NormProblem<T>::run(int64_t pieces) const {
  return NormRun<T>(*this, pieces).run();
}

}  // namespace ofa
