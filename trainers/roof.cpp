#include "trainers/roof.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

#include "trainers/clock.h"

namespace ofa {

double roof_flop_per_second(at::ScalarType precision) {
  constexpr int64_t kSize = 1024;
  constexpr double kFlop = 2.0 * kSize * kSize * kSize;
  constexpr int kFewest = 5;
  constexpr double kSeconds = 0.25;
  const at::NoGradGuard no_grad;
  const at::Tensor a = at::randn({kSize, kSize}).to(precision);
  const at::Tensor b = at::randn({kSize, kSize}).to(precision);
  at::Tensor product = at::mm(a, b);
  double best = std::numeric_limits<double>::max();
  const auto begin = Clock::now();
  for (int i = 0; i < kFewest || seconds_since(begin) < kSeconds; ++i) {
    const auto start = Clock::now();
    at::mm_out(product, a, b);
    best = std::min(best, seconds_since(start));
  }
  return kFlop / best;
}

}  // namespace ofa
