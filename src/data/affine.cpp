#include "data/affine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>

namespace ofa {
namespace {

// Places in fixed point: a step across a row adds up without an error that could be seen.
constexpr int kFraction = 32;
constexpr int64_t kOne = int64_t{1} << kFraction;

int64_t fixed(double value) {
  return std::llround(value * static_cast<double>(kOne));
}

struct Place {
  int64_t x = 0, y = 0;
};

// Two neighbours on an axis, and how much of 256 the second one counts.
struct Neighbours {
  int first, second, share;
};

Neighbours neighbours(int64_t place, int side) {
  const int64_t centred = place - kOne / 2;
  const auto first = static_cast<int>(centred >> kFraction);
  const auto share = static_cast<int>(centred >> (kFraction - 8) & 255);
  return {std::max(first, 0), std::min(first + 1, side - 1), share};
}

// The steps i of 0 ... count for which start + i * step lies in 0 ... end - 1: [first, second).
std::pair<int, int> steps_inside(int64_t start, int64_t step, int64_t end, int count) {
  const auto is_inside = [&](int64_t i) { return start + i * step >= 0 && start + i * step < end; };
  if (step == 0) return is_inside(0) ? std::pair{0, count} : std::pair{0, 0};
  const double low = static_cast<double>(-start) / static_cast<double>(step);
  const double high = static_cast<double>(end - start) / static_cast<double>(step);
  const auto limit = [&](double i) {
    return static_cast<int>(std::clamp(std::floor(i), -1.0, static_cast<double>(count)));
  };
  int first = std::max(limit(std::min(low, high)) - 1, 0);
  int last = std::min(limit(std::max(low, high)) + 2, count);
  // The division is rounded; what it found is a pixel too wide, and narrowed here.
  while (first < last && !is_inside(first)) ++first;
  while (first < last && !is_inside(last - 1)) --last;
  return {first, last};
}

template <int kChannels>
void warp_row(const Image& from, Place at, Place step, int count, uint8_t* out) {
  for (int i = 0; i < count; ++i, at.x += step.x, at.y += step.y, out += kChannels) {
    const Neighbours x = neighbours(at.x, from.width), y = neighbours(at.y, from.height);
    const uint8_t* above = from.row(y.first);
    const uint8_t* below = from.row(y.second);
    const int left = x.first * kChannels, right = x.second * kChannels;
    for (int c = 0; c < kChannels; ++c) {
      const int upper = above[left + c] * (256 - x.share) + above[right + c] * x.share;
      const int lower = below[left + c] * (256 - x.share) + below[right + c] * x.share;
      out[c] = static_cast<uint8_t>((upper * (256 - y.share) + lower * y.share + 32768) >> 16);
    }
  }
}

}  // namespace

void warp(Image& image, const Affine& from, uint8_t fill) {
  Image out;
  out.reshape(image.height, image.width, image.channels);
  const auto row = image.channels == 3 ? warp_row<3> : warp_row<1>;
  const Place step{fixed(from.xx), fixed(from.yx)};
  for (int y = 0; y < image.height; ++y) {
    const double middle = y + 0.5;
    const Place start{fixed(from.xx * 0.5 + from.xy * middle + from.x0),
                      fixed(from.yx * 0.5 + from.yy * middle + from.y0)};
    const auto across = steps_inside(start.x, step.x, image.width * kOne, image.width);
    const auto down = steps_inside(start.y, step.y, image.height * kOne, image.width);
    const int first = std::max(across.first, down.first);
    const int last = std::max(first, std::min(across.second, down.second));
    const int channels = image.channels;
    std::memset(out.row(y), fill, size_t(first) * channels);
    row(image, {start.x + first * step.x, start.y + first * step.y}, step, last - first,
        out.row(y) + first * channels);
    std::memset(out.row(y) + last * channels, fill, size_t(image.width - last) * channels);
  }
  image.pixels.swap(out.pixels);
}

void rotate(Image& image, double degrees, uint8_t fill) {
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double x = image.width / 2.0, y = image.height / 2.0;
  warp(image,
       {.xx = cosine,
        .xy = -sine,
        .x0 = x - cosine * x + sine * y,
        .yx = sine,
        .yy = cosine,
        .y0 = y - sine * x - cosine * y},
       fill);
}

void shear_x(Image& image, double slope, uint8_t fill) {
  warp(image, {.xy = slope}, fill);
}

void shear_y(Image& image, double slope, uint8_t fill) {
  warp(image, {.yx = slope}, fill);
}

void translate_x(Image& image, int pixels, uint8_t fill) {
  warp(image, {.x0 = static_cast<double>(pixels)}, fill);
}

void translate_y(Image& image, int pixels, uint8_t fill) {
  warp(image, {.y0 = static_cast<double>(pixels)}, fill);
}

}  // namespace ofa
