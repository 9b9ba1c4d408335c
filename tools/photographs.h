#pragma once

#include <filesystem>

namespace ofa {

// A folder of two classes of images as detailed as photographs: waves whose height falls with their
// frequency, and grain; JPEG at quality 90, 2.9 bits a pixel. From 500 x 375 pixels on up to
// `largest` times as wide and as high, step by step.
void write_photographs(const std::filesystem::path& folder, int count, double largest = 1);

}  // namespace ofa
