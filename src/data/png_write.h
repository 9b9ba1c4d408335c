#pragma once

#include <string>

#include "data/image.h"

namespace ofa {

// A PNG file of an image with 1 or 3 channels: every pixel as it is.
std::string encode_png(const Image& image);

}  // namespace ofa
