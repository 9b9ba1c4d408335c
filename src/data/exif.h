#pragma once

#include <string_view>

#include "data/image.h"

namespace ofa {

// How a camera was held: what to do with stored pixels so that they are seen as meant. First the
// mirroring of the stored image, then rows and columns change places.
struct Orientation {
  bool mirror_x = false, mirror_y = false, transpose = false;
  bool operator==(const Orientation&) const = default;

  static Orientation of_exif(int value);  // 1 ... 8; others are 1

  Size seen(Size stored) const;
  Window stored(const Window& seen_window, Size stored_size) const;
  void apply(Image& image) const;
};

// Tag 0x0112 of EXIF data, which begins with its TIFF header; 1 where there is none or it is
// broken.
int exif_orientation(std::string_view tiff);

}  // namespace ofa
