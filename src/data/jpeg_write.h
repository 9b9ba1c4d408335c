#pragma once

#include <string>

#include "data/image.h"

namespace ofa {

// A JPEG file of an image with 1 or 3 channels; colour is stored at half the width and height, as
// cameras do.
std::string encode_jpeg(const Image& image, int quality);

}  // namespace ofa
