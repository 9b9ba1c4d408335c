#include "kernels/norm.h"

#include <algorithm>
#include <vector>

#include "kernels/parts.h"

namespace ofa {
namespace {

// [2, channels]
template <typename Real>
std::vector<double> add_up(const NormShape& shape, const Real* parts) {
  std::vector<double> sums(2 * shape.channels);
  for (int64_t part = 0; part < num_norm_parts(shape); ++part)
    for (double& sum : sums) sum += *parts++;
  return sums;
}

}  // namespace

int64_t num_norm_parts(const NormShape& shape) {
  return num_parts(shape.num_pixels());
}

template <typename T>
void finish_moments(const NormShape& shape, const T* y, const RealOf<T>* parts, RealOf<T>* mean,
                    RealOf<T>* variance) {
  const std::vector<double> sums = add_up(shape, parts);
  const auto count = static_cast<double>(shape.num_pixels());
  for (int64_t channel = 0; channel < shape.channels; ++channel) {
    const double offset = sums[channel] / count;
    const double square = sums[shape.channels + channel] / count;
    mean[channel] = static_cast<RealOf<T>>(to_real(y[channel]) + offset);
    // Written so that what is not a number stays that.
    const double spread = square - offset * offset;
    variance[channel] = static_cast<RealOf<T>>(spread < 0 ? 0 : spread);
  }
}

template void finish_moments(const NormShape&, const float*, const float*, float*, float*);
template void finish_moments(const NormShape&, const Bfloat16Bits*, const float*, float*, float*);
template void finish_moments(const NormShape&, const double*, const double*, double*, double*);

template <typename Real>
void finish_norm_gradient(const NormShape& shape, const Real* parts, Real* sums) {
  std::ranges::transform(add_up(shape, parts), sums,
                         [](double sum) { return static_cast<Real>(sum); });
}

template void finish_norm_gradient(const NormShape&, const float*, float*);
template void finish_norm_gradient(const NormShape&, const double*, double*);

}  // namespace ofa
