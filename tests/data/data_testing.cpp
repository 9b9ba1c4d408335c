#include "tests/data/data_testing.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "data/decode.h"
#include "data/jpeg_write.h"
#include "tests/deflated.h"

namespace ofa {
namespace fs = std::filesystem;

Image picture(int height, int width, int channels, uint64_t seed) {
  Random random(seed, "picture");
  Image image;
  image.reshape(height, width, channels);
  std::vector<double> waves;
  for (int i = 0; i < 3 * channels; ++i) waves.push_back(0.02 + 0.1 * random.uniform());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const double* wave = waves.data() + 3 * c;
        const double value = 128 + 60 * std::sin(x * wave[0] + y * wave[1] + 6 * wave[2]) +
                             40 * std::cos(y * wave[2]) + 10 * random.uniform();
        image.row(y)[x * channels + c] = static_cast<uint8_t>(value);
      }
    }
  }
  return image;
}

std::string exif_tag(int orientation, bool big_endian) {
  const auto number = [&](uint32_t value, int count) {
    std::string bytes = bytes_of(value, count);
    return big_endian ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
  };
  return (big_endian ? "MM" : "II") + number(42, 2) + number(8, 4) + number(1, 2) +
         number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + number(0, 2) +
         number(0, 4);
}

std::string with_orientation(const std::string& jpeg, int orientation) {
  const std::string data = raw("Exif\0\0") + exif_tag(orientation, orientation % 2 == 0);
  const size_t size = data.size() + 2;
  const std::string marker = std::string("\xFF\xE1") + static_cast<char>(size >> 8) +
                             static_cast<char>(size & 0xFF) + data;
  return jpeg.substr(0, 2) + marker + jpeg.substr(2);
}

void write_bytes(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  fs::remove(path);  // some file systems flush a file that is written over
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string gzipped(const std::string& bytes) {
  return deflated(bytes, MAX_WBITS + 16);
}

std::string idx_bytes(const std::vector<uint32_t>& sizes, const std::string& contents) {
  std::string bytes = raw("\0\0\x08") + static_cast<char>(sizes.size());
  for (const uint32_t size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xFF);
  }
  return bytes + contents;
}

void write_idx_folder(const fs::path& folder, int num_train, int num_test, int num_classes) {
  const auto write = [&](const std::string& part, int count, bool gzip) {
    std::string pixels, labels;
    for (int i = 0; i < count; ++i) {
      const Image image = picture(12, 12, 1, i);
      pixels.append(reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size());
      labels += static_cast<char>(i % num_classes);
    }
    const auto size = static_cast<uint32_t>(count);
    const std::string images = idx_bytes({size, 12, 12}, pixels);
    const std::string end = gzip ? ".gz" : "";
    write_bytes(folder / (part + "-images-idx3-ubyte" + end), gzip ? gzipped(images) : images);
    write_bytes(folder / (part + "-labels-idx1-ubyte"), idx_bytes({size}, labels));
  };
  write("train", num_train, /*gzip=*/true);
  if (num_test > 0) write("t10k", num_test, /*gzip=*/false);
}

void write_image_folder(const fs::path& folder, int count, int height, int width) {
  int number = 0;
  for (const std::string part : {"train", "val"}) {
    for (const std::string name : {"cat", "dog"}) {
      for (int i = 0; i < (part == "train" ? count : 2); ++i) {
        const Image image = picture(height, width, 3, ++number);
        const bool png = i % 4 == 3;
        write_bytes(folder / part / name / fmt::format("{:04}.{}", i, png ? "png" : "jpg"),
                    png ? encode_png(image) : encode_jpeg(image, 90));
      }
    }
  }
}

DataConfig config_of(const fs::path& source) {
  DataConfig config;
  config.source = source.string();
  config.batch = 8;
  return config;
}

Image decoded(std::string_view bytes, int channels) {
  Image image;
  const auto whole = [](Size size) { return Window{0, 0, size.width, size.height}; };
  decode_image(bytes, "a.jpg", {channels, whole, {1 << 20, 1 << 20}}, image);
  return image;
}

Image decoded(std::string_view bytes, const Window& window, Size least, int channels) {
  Image image;
  decode_image(bytes, "a.jpg", {channels, [&](Size) { return window; }, least}, image);
  return image;
}

Image cut_out(const Image& image, const Window& window) {
  Image part;
  part.reshape(window.height, window.width, image.channels);
  for (int y = 0; y < window.height; ++y) {
    std::memcpy(part.row(y), image.row(window.y + y) + window.x * image.channels, part.row_bytes());
  }
  return part;
}

int largest_difference(const Image& a, const Image& b) {
  if (a.size() != b.size() || a.channels != b.channels) return 256;
  int largest = 0;
  for (size_t i = 0; i < a.pixels.size(); ++i) {
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return largest;
}

double mean_difference(const Image& a, const Image& b) {
  if (a.size() != b.size() || a.channels != b.channels) return 256;
  double sum = 0;
  for (size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace ofa
