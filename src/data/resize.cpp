#include "data/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "data/simd.h"

namespace ofa {
namespace {

using Float4 [[gnu::vector_size(16)]] = float;

constexpr int kPadding = 4;  // floats that a load of four may touch behind a row of pixels of three

OFA_WIDE_LOOP
void set_to_product(float* __restrict sum, const uint8_t* __restrict row, float weight, int count) {
  for (int i = 0; i < count; ++i) sum[i] = static_cast<float>(row[i]) * weight;
}

OFA_WIDE_LOOP
void add_product(float* __restrict sum, const uint8_t* __restrict row, float weight, int count) {
  for (int i = 0; i < count; ++i) sum[i] += static_cast<float>(row[i]) * weight;
}

// Weights are positive and sum to 1: nothing leaves 0 ... 255.
OFA_WIDE_LOOP
void to_bytes(uint8_t* __restrict out, const float* __restrict values, int count) {
  for (int i = 0; i < count; ++i) {
    out[i] = static_cast<uint8_t>(static_cast<int>(values[i] + 0.5F));
  }
}

// A weight stands there four times, a colour's sum beside the others'. The fourth sum means
// nothing.
void sum_colours(const float* pixel, const float* weights, int count, float* out) {
  Float4 sum{};
  for (int k = 0; k < count; ++k) {
    Float4 colours, weight;
    std::memcpy(&colours, pixel + 3 * k, sizeof(colours));
    std::memcpy(&weight, weights + 4 * k, sizeof(weight));
    sum += colours * weight;
  }
  std::memcpy(out, &sum, sizeof(sum));
}

}  // namespace

void Resizer::operator()(const Image& in, Size to, Image& out) {
  if (in.channels != 1 && in.channels != 3) throw std::logic_error("Resizer: 1 or 3 channels");
  if (in.size() == to) {
    out = in;
    return;
  }
  fill(rows_, in.height, to.height, 1);
  fill(columns_, in.width, to.width, in.channels == 3 ? 4 : 1);
  out.reshape(to.height, to.width, in.channels);
  row_.resize(in.row_bytes() + kPadding);
  for (int y = 0; y < to.height; ++y) {
    sum_rows(in, y);
    sum_columns(in.channels, out.row(y));
  }
}

// Equally many taps everywhere, some of weight 0: a loop whose length a processor can foresee.
void Resizer::fill(Axis& axis, int from, int to, int copies) {
  const double step = static_cast<double>(from) / to;
  const double reach = std::max(step, 1.0);
  axis.count = std::min(from, static_cast<int>(std::ceil(2 * reach)));
  axis.firsts.clear();
  axis.weights.clear();
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * step;
    const auto weight = [&](int k) {
      return std::max(0.0, 1 - std::abs(k + 0.5 - centre) / reach);
    };
    const int first = std::clamp(static_cast<int>(centre - reach + 0.5), 0, from - axis.count);
    double sum = 0;
    for (int k = 0; k < axis.count; ++k) sum += weight(first + k);
    for (int k = 0; k < axis.count; ++k) {
      axis.weights.insert(axis.weights.end(), copies, static_cast<float>(weight(first + k) / sum));
    }
    axis.firsts.push_back(first);
  }
}

void Resizer::sum_rows(const Image& in, int y) {
  const float* weights = rows_.weights.data() + ptrdiff_t{y} * rows_.count;
  bool begun = false;
  for (int k = 0; k < rows_.count; ++k) {
    if (weights[k] == 0) continue;
    const auto sum = begun ? add_product : set_to_product;
    sum(row_.data(), in.row(rows_.firsts[y] + k), weights[k], in.row_bytes());
    begun = true;
  }
}

void Resizer::sum_columns(int channels, uint8_t* out) {
  const float* weights = columns_.weights.data();
  const int count = columns_.count;
  const auto width = static_cast<int>(columns_.firsts.size());
  sums_.resize(width * channels + kPadding);
  for (int x = 0; x < width; ++x) {
    const float* pixel = row_.data() + ptrdiff_t{columns_.firsts[x]} * channels;
    if (channels == 3) {
      sum_colours(pixel, weights, count, sums_.data() + 3 * x);
      weights += 4 * count;
    } else {
      float sum = 0;
      for (int k = 0; k < count; ++k) sum += pixel[k] * *weights++;
      sums_[x] = sum;
    }
  }
  to_bytes(out, sums_.data(), width * channels);
}

}  // namespace ofa
