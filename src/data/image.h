#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ofa {

struct Size {
  int height = 0, width = 0;
  bool operator==(const Size&) const = default;
};

// A rectangle of an image. It may reach beyond: what is outside is black.
struct Window {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Window&) const = default;
};

// Pixels [height, width, channels] of a byte each.
struct Image {
  int height = 0, width = 0, channels = 0;
  std::vector<uint8_t> pixels;

  Size size() const { return {height, width}; }
  int row_bytes() const { return width * channels; }
  uint8_t* row(int y) { return pixels.data() + static_cast<size_t>(y) * row_bytes(); }
  const uint8_t* row(int y) const { return pixels.data() + static_cast<size_t>(y) * row_bytes(); }

  // Its old pixels are lost, its memory is kept.
  void reshape(int new_height, int new_width, int new_channels) {
    height = new_height;
    width = new_width;
    channels = new_channels;
    pixels.resize(static_cast<size_t>(height) * row_bytes());
  }
};

// Of red, green and blue, as JPEG has it (BT.601).
uint8_t luminance(int red, int green, int blue);

// The square in the middle, as wide as the shorter side times `share`.
Window centre_square(Size image, double share);

// The part of a window that lies inside.
Window inside(const Window& window, Size image);

// Surrounds the pixels under inside(window) with black, so that they fill the window; either may
// have been scaled down by `scale` since.
void surround(Image& image, const Window& window, Size whole, int scale);

}  // namespace ofa
