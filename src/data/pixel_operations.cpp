#include "data/pixel_operations.h"

#include <algorithm>
#include <array>

#include "data/simd.h"

namespace ofa {
namespace {

using Table = std::array<uint8_t, 256>;
using Histogram = std::array<int64_t, 256>;

Table table_of(const auto& value_at) {
  Table table;
  for (int i = 0; i < 256; ++i) table[i] = static_cast<uint8_t>(value_at(i));
  return table;
}

void apply(const Table& table, Image& image) {
  for (uint8_t& value : image.pixels) value = table[value];
}

void apply_to_each_channel(Image& image, Table (*table_for)(const Histogram&)) {
  const size_t channels = image.channels;
  for (size_t c = 0; c < channels; ++c) {
    Histogram histogram{};
    for (size_t i = c; i < image.pixels.size(); i += channels) ++histogram[image.pixels[i]];
    const Table table = table_for(histogram);
    for (size_t i = c; i < image.pixels.size(); i += channels) {
      image.pixels[i] = table[image.pixels[i]];
    }
  }
}

// From `from` at a factor of 0 to `to` at 1, and beyond.
inline uint8_t blend(int from, int to, float factor) {
  const float value = static_cast<float>(from) + factor * static_cast<float>(to - from);
  return static_cast<uint8_t>(std::clamp(static_cast<int>(value), 0, 255));
}

int mean_luminance(const Image& image) {
  int64_t sum = 0;
  const uint8_t* in = image.pixels.data();
  const int64_t num_pixels = int64_t{image.height} * image.width;
  for (int64_t i = 0; i < num_pixels; ++i, in += image.channels) {
    sum += image.channels == 3 ? luminance(in[0], in[1], in[2]) : in[0];
  }
  return static_cast<int>(static_cast<double>(sum) / static_cast<double>(num_pixels) + 0.5);
}

void blend_with_all(Image& image, int from, double factor) {
  const auto share = static_cast<float>(factor);
  apply(table_of([&](int value) { return blend(from, value, share); }), image);
}

// The middle of 3 x 3 pixels counts five times, the others once.
OFA_WIDE_LOOP
void sharpen_row(const uint8_t* __restrict above, const uint8_t* __restrict row,
                 const uint8_t* __restrict below, int channels, int count, float factor,
                 uint8_t* __restrict out) {
  for (int i = channels; i < count - channels; ++i) {
    const int left = i - channels, right = i + channels;
    const int sum = above[left] + above[i] + above[right] + row[left] + 5 * row[i] + row[right] +
                    below[left] + below[i] + below[right];
    out[i] = blend((sum + 6) / 13, row[i], factor);
  }
}

Table stretched(const Histogram& histogram) {
  const auto is_there = [](int64_t count) { return count > 0; };
  const auto low = std::ranges::find_if(histogram, is_there) - histogram.begin();
  const auto high =
      255 - (std::find_if(histogram.rbegin(), histogram.rend(), is_there) - histogram.rbegin());
  if (high <= low) return table_of([](int value) { return value; });
  const double scale = 255.0 / static_cast<double>(high - low);
  const double offset = static_cast<double>(-low) * scale;
  return table_of(
      [&](int value) { return std::clamp(static_cast<int>(value * scale + offset), 0, 255); });
}

Table equalized(const Histogram& histogram) {
  int64_t sum = 0, last = 0;
  for (const int64_t count : histogram) {
    sum += count;
    if (count > 0) last = count;
  }
  const int64_t step = (sum - last) / 255;
  if (step == 0) return table_of([](int value) { return value; });
  int64_t seen = step / 2;
  return table_of([&](int value) {
    const int64_t level = std::min<int64_t>(seen / step, 255);
    seen += histogram[value];
    return level;
  });
}

}  // namespace

void change_brightness(Image& image, double factor) {
  blend_with_all(image, 0, factor);
}

void change_contrast(Image& image, double factor) {
  blend_with_all(image, mean_luminance(image), factor);
}

void change_color(Image& image, double factor) {
  if (image.channels != 3) return;
  const auto share = static_cast<float>(factor);
  for (size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    uint8_t* pixel = image.pixels.data() + i;
    const int grey = luminance(pixel[0], pixel[1], pixel[2]);
    for (int c = 0; c < 3; ++c) pixel[c] = blend(grey, pixel[c], share);
  }
}

void change_sharpness(Image& image, double factor) {
  const Image from = image;
  for (int y = 1; y + 1 < image.height; ++y) {
    sharpen_row(from.row(y - 1), from.row(y), from.row(y + 1), image.channels, image.row_bytes(),
                static_cast<float>(factor), image.row(y));
  }
}

void invert(Image& image) {
  solarize(image, 0);
}

void solarize(Image& image, int threshold) {
  apply(table_of([&](int value) { return value < threshold ? value : 255 - value; }), image);
}

void posterize(Image& image, int bits) {
  const int mask = 0xFF << (8 - bits) & 0xFF;
  apply(table_of([&](int value) { return value & mask; }), image);
}

void auto_contrast(Image& image) {
  apply_to_each_channel(image, stretched);
}

void equalize(Image& image) {
  apply_to_each_channel(image, equalized);
}

}  // namespace ofa
