#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "data/image.h"

namespace ofa {

inline constexpr int64_t kMaxPixels = 64'000'000;        // of an image that is decoded
inline constexpr uint64_t kMaxImageBytes = 256'000'000;  // of its file

// Picks the part of an image that is wanted, once its size is known.
using ChooseWindow = std::function<Window(Size)>;

// What is decoded of an image.
struct DecodeRequest {
  int channels = 3;     // 1 or 3, whatever the file holds
  ChooseWindow window;  // in the image as it is seen, EXIF's orientation applied
  // Pixels that the window shall at least have; beyond, it may be scaled down while decoding.
  Size least;
};

struct ImageHeader {
  Size size;  // as it is seen
  bool grey = false;
};

// Of a JPEG or PNG file's bytes, which are hostile; errors begin with `name`.
ImageHeader read_image_header(std::string_view bytes, const std::string& name);
void decode_image(std::string_view bytes, const std::string& name, const DecodeRequest& request,
                  Image& out);

// By how much a window may be scaled down while it is decoded: 1, 2, 4 or 8.
int decoding_scale(const Window& window, Size least);

// Throws for an image that is too large, or empty.
void check_pixels(int64_t height, int64_t width, const std::string& name);

}  // namespace ofa
