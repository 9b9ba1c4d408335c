#include "data/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "data/simd.h"

namespace ofa {
namespace {

using Float4 [[gnu::vector_size(16)]] = float;
using Int4 [[gnu::vector_size(16)]] = int;

constexpr int kPadding = 4;  // floats that a load of four may touch behind a row of pixels of three

OFA_WIDE_LOOP
void set_to_product(float* __restrict sum, const uint8_t* __restrict row, float weight, int count) {
  for (int i = 0; i < count; ++i) sum[i] = static_cast<float>(row[i]) * weight;
}

OFA_WIDE_LOOP
void add_product(float* __restrict sum, const uint8_t* __restrict row, float weight, int count) {
  for (int i = 0; i < count; ++i) sum[i] += static_cast<float>(row[i]) * weight;
}

// Weights are positive and sum to 1: it cannot leave 0 ... 255.
uint8_t rounded(float value) {
  return static_cast<uint8_t>(value + 0.5F);
}

void sum_colours(const float* pixel, const float* weights, int count, uint8_t* out) {
  Float4 sum{};
  for (int k = 0; k < count; ++k) {
    Float4 colours;
    std::memcpy(&colours, pixel + 3 * k, sizeof(colours));
    sum += colours * weights[k];
  }
  const Int4 whole = __builtin_convertvector(sum + 0.5F, Int4);
  for (int c = 0; c < 3; ++c) out[c] = static_cast<uint8_t>(whole[c]);
}

}  // namespace

void Resizer::operator()(const Image& in, Size to, Image& out) {
  if (in.channels != 1 && in.channels != 3) throw std::logic_error("Resizer: 1 or 3 channels");
  if (in.size() == to) {
    out = in;
    return;
  }
  fill(rows_, in.height, to.height);
  fill(columns_, in.width, to.width);
  out.reshape(to.height, to.width, in.channels);
  row_.resize(in.row_bytes() + kPadding);
  for (int y = 0; y < to.height; ++y) {
    sum_rows(in, rows_.taps[y]);
    sum_columns(in.channels, out.row(y));
  }
}

void Resizer::fill(Axis& axis, int from, int to) {
  axis.taps.clear();
  axis.weights.clear();
  const double step = static_cast<double>(from) / to;
  const double reach = std::max(step, 1.0);
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * step;
    const int first = std::max(0, static_cast<int>(centre - reach + 0.5));
    const int end = std::min(from, static_cast<int>(centre + reach + 0.5));
    axis.taps.push_back({first, end - first, static_cast<int>(axis.weights.size())});
    double sum = 0;
    const auto weight = [&](int k) { return 1 - std::abs(k + 0.5 - centre) / reach; };
    for (int k = first; k < end; ++k) sum += weight(k);
    for (int k = first; k < end; ++k) axis.weights.push_back(static_cast<float>(weight(k) / sum));
  }
}

void Resizer::sum_rows(const Image& in, const Taps& taps) {
  const float* weights = rows_.weights.data() + taps.weights;
  set_to_product(row_.data(), in.row(taps.first), weights[0], in.row_bytes());
  for (int k = 1; k < taps.count; ++k) {
    add_product(row_.data(), in.row(taps.first + k), weights[k], in.row_bytes());
  }
}

void Resizer::sum_columns(int channels, uint8_t* out) const {
  for (const Taps& taps : columns_.taps) {
    const float* weights = columns_.weights.data() + taps.weights;
    const float* pixel = row_.data() + static_cast<ptrdiff_t>(taps.first) * channels;
    if (channels == 3) {
      sum_colours(pixel, weights, taps.count, out);
    } else {
      float sum = 0;
      for (int k = 0; k < taps.count; ++k) sum += pixel[k] * weights[k];
      *out = rounded(sum);
    }
    out += channels;
  }
}

}  // namespace ofa
