#include "data/image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ofa {

uint8_t luminance(int red, int green, int blue) {
  return static_cast<uint8_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

Window centre_square(Size image, double share) {
  const int shorter = std::min(image.height, image.width);
  const int side = std::clamp(static_cast<int>(std::lround(shorter * share)), 1, shorter);
  return {(image.width - side) / 2, (image.height - side) / 2, side, side};
}

Window inside(const Window& window, Size image) {
  const int left = std::clamp(window.x, 0, image.width - 1);
  const int top = std::clamp(window.y, 0, image.height - 1);
  const int right = std::clamp(window.x + window.width, left + 1, image.width);
  const int bottom = std::clamp(window.y + window.height, top + 1, image.height);
  return {left, top, right - left, bottom - top};
}

void surround(Image& image, const Window& window, Size whole, int scale) {
  const Window kept = inside(window, whole);
  if (kept == window) return;
  Image larger;
  const bool overlap = kept.x >= window.x && kept.x < window.x + window.width &&
                       kept.y >= window.y && kept.y < window.y + window.height;
  if (!overlap) {
    larger.reshape(window.height, window.width, image.channels);
    image = std::move(larger);
    return;
  }
  const int left = (kept.x - window.x) / scale, top = (kept.y - window.y) / scale;
  const int right = (window.x + window.width - kept.x - kept.width) / scale;
  const int bottom = (window.y + window.height - kept.y - kept.height) / scale;
  larger.reshape(top + image.height + bottom, left + image.width + right, image.channels);
  for (int y = 0; y < image.height; ++y) {
    std::memcpy(larger.row(top + y) + left * image.channels, image.row(y), image.row_bytes());
  }
  image = std::move(larger);
}

}  // namespace ofa
