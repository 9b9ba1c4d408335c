#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/random.h"
#include "data/config.h"
#include "data/image.h"
#include "data/images.h"
#include "data/png_write.h"
#include "tests/core/temp_folder.h"
#include "tests/io/io_testing.h"

namespace ofa {

// A smooth picture with some grain: colours like a photograph's, none of them alike.
Image picture(int height, int width, int channels, uint64_t seed);

// A JPEG file with EXIF's tag for how the camera was held.
std::string with_orientation(const std::string& jpeg, int orientation);
std::string exif_tag(int orientation, bool big_endian);

void write_bytes(const std::filesystem::path& path, std::string_view bytes);  // makes its folders
std::string gzipped(const std::string& bytes);

// IDX: a header of `sizes`, then bytes.
std::string idx_bytes(const std::vector<uint32_t>& sizes, const std::string& contents);
// An MNIST-like folder of images of 12 x 12, whose classes go round.
void write_idx_folder(const std::filesystem::path& folder, int num_train, int num_test,
                      int num_classes = 3);

// train/ and val/ of 2 classes, JPEG and PNG, `count` of each class in train/ and 2 in val/.
void write_image_folder(const std::filesystem::path& folder, int count, int height = 75,
                        int width = 100);

DataConfig config_of(const std::filesystem::path& source);

// The whole image, decoded at its own size, or the window.
Image decoded(std::string_view bytes, int channels = 3);
Image decoded(std::string_view bytes, const Window& window, Size least, int channels = 3);
Image cut_out(const Image& image, const Window& window);

int largest_difference(const Image& a, const Image& b);  // 256 where sizes differ
double mean_difference(const Image& a, const Image& b);

}  // namespace ofa
