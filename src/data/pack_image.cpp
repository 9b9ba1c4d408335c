#include "data/pack_image.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/format.h"
#include "data/jpeg_write.h"
#include "data/png_write.h"

namespace ofa {
namespace {

constexpr int kLongestJpegSide = 65'500;
constexpr int kOversampling = 2;  // that decoding leaves to the better filter of resizing

int shorter(Size size) {
  return std::min(size.height, size.width);
}

Size bounded(Size size, int side) {
  if (shorter(size) <= side) return size;
  const double scale = static_cast<double>(side) / shorter(size);
  const auto scaled = [&](int length) {
    return std::max(side, static_cast<int>(std::lround(length * scale)));
  };
  return {scaled(size.height), scaled(size.width)};
}

bool is_jpeg(std::string_view bytes) {
  return bytes.starts_with("\xFF\xD8\xFF");
}

}  // namespace

PackedImage ImagePacker::operator()(const Images& images, int64_t index) {
  std::optional<std::string> file = images.file_bytes(index);
  const std::string name = images.name(index);
  const ImageHeader header = file ? read_image_header(*file, name) : images.header(index);
  const Size size = bounded(header.size, side_);
  const bool small = shorter(size) <= kLosslessSide;
  const bool resized = size != header.size;
  const Size least = resized ? Size{kOversampling * size.height, kOversampling * size.width}
                             : Size{1 << 20, 1 << 20};
  const auto whole = [](Size seen) { return Window{0, 0, seen.width, seen.height}; };
  decode(images, index, file, {.channels = header.grey ? 1 : 3, .window = whole, .least = least});
  if (file && !resized && (small || is_jpeg(*file))) return {std::move(*file), PackedAs::kKept};

  if (std::max(size.height, size.width) > kLongestJpegSide) {
    throw Error("{}: {} x {} pixels; a JPEG has at most {} a side", name,
                with_thousands(size.width), with_thousands(size.height),
                with_thousands(kLongestJpegSide));
  }
  if (resized) resize_(decoded_, size, resized_);
  const Image& image = resized ? resized_ : decoded_;
  return {small ? encode_png(image) : encode_jpeg(image, quality_),
          resized ? PackedAs::kResized : PackedAs::kEncoded};
}

void ImagePacker::decode(const Images& images, int64_t index,
                         const std::optional<std::string>& file, const DecodeRequest& request) {
  if (file) return decode_image(*file, images.name(index), request, decoded_);
  images.read(index, request, decoded_);
}

}  // namespace ofa
