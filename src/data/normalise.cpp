#include "data/normalise.h"

#include "data/simd.h"

namespace ofa {
namespace {

OFA_WIDE_LOOP
void scale_and_shift(const uint8_t* __restrict in, const float* __restrict scale,
                     const float* __restrict shift, int count, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<float>(in[i]) * scale[i] + shift[i];
}

}  // namespace

PixelScale pixel_scale(double mean, double std) {
  return {static_cast<float>(1 / (255 * std)), static_cast<float>(-mean / std)};
}

Normaliser::Normaliser(const std::vector<double>& mean, const std::vector<double>& std) {
  for (size_t i = 0; i < kBlock; ++i) {
    const size_t channel = i % mean.size();
    const auto [scale, shift] = pixel_scale(mean[channel], std[channel]);
    scale_[i] = scale;
    shift_[i] = shift;
  }
}

void Normaliser::operator()(const Image& image, float* out) const {
  const size_t count = image.pixels.size();
  const uint8_t* in = image.pixels.data();
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    scale_and_shift(in + i, scale_.data(), shift_.data(), kBlock, out + i);
  }
  scale_and_shift(in + i, scale_.data(), shift_.data(), static_cast<int>(count - i), out + i);
}

}  // namespace ofa
