#include "data/exif.h"

#include <utility>

namespace ofa {
namespace {

constexpr int kOrientationTag = 0x0112;
constexpr int kShort = 3;
constexpr size_t kEntryBytes = 12;

// Numbers in either byte order; 0 beyond the end.
struct TiffReader {
  std::string_view bytes;
  bool big_endian;

  uint32_t number(size_t at, int count) const {
    if (at > bytes.size() || bytes.size() - at < static_cast<size_t>(count)) return 0;
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      const int byte = big_endian ? i : count - 1 - i;
      value = value << 8 | static_cast<uint8_t>(bytes[at + byte]);
    }
    return value;
  }
};

}  // namespace

int exif_orientation(std::string_view tiff) {
  if (!tiff.starts_with("II") && !tiff.starts_with("MM")) return 1;
  const TiffReader reader{tiff, tiff[0] == 'M'};
  const size_t directory = reader.number(4, 4);
  const size_t num_entries = reader.number(directory, 2);
  for (size_t i = 0; i < num_entries; ++i) {
    const size_t entry = directory + 2 + i * kEntryBytes;
    if (reader.number(entry, 2) != kOrientationTag) continue;
    const bool is_one_short = reader.number(entry + 2, 2) == kShort;
    const uint32_t value = reader.number(entry + 8, 2);
    return is_one_short && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Orientation Orientation::of_exif(int value) {
  return {.mirror_x = value == 2 || value == 3 || value == 7 || value == 8,
          .mirror_y = value == 3 || value == 4 || value == 6 || value == 7,
          .transpose = value >= 5 && value <= 8};
}

Size Orientation::seen(Size stored_size) const {
  if (transpose) return {stored_size.width, stored_size.height};
  return stored_size;
}

Window Orientation::stored(const Window& seen_window, Size stored_size) const {
  Window window = seen_window;
  if (transpose) {
    std::swap(window.x, window.y);
    std::swap(window.width, window.height);
  }
  if (mirror_x) window.x = stored_size.width - window.x - window.width;
  if (mirror_y) window.y = stored_size.height - window.y - window.height;
  return window;
}

void Orientation::apply(Image& image) const {
  if (*this == Orientation{}) return;
  const Size size = seen(image.size());
  Image turned;
  turned.reshape(size.height, size.width, image.channels);
  for (int y = 0; y < size.height; ++y) {
    uint8_t* out = turned.row(y);
    for (int x = 0; x < size.width; ++x) {
      const int from_x = transpose ? y : x, from_y = transpose ? x : y;
      const uint8_t* in = image.row(mirror_y ? image.height - 1 - from_y : from_y) +
                          (mirror_x ? image.width - 1 - from_x : from_x) * image.channels;
      for (int c = 0; c < image.channels; ++c) *out++ = in[c];
    }
  }
  image = std::move(turned);
}

}  // namespace ofa
