#include "data/decode.h"

#include "core/error.h"
#include "core/format.h"
#include "data/jpeg.h"
#include "data/png.h"

namespace ofa {
namespace {

enum class Format { kJpeg, kPng };

Format format_of(std::string_view bytes, const std::string& name) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return Format::kJpeg;
  if (bytes.starts_with("\x89PNG\r\n")) return Format::kPng;
  if (bytes.empty()) throw Error("{}: expected a JPEG or PNG image, found an empty file", name);
  throw Error("{}: expected a JPEG or PNG image, found something else", name);
}

}  // namespace

ImageHeader read_image_header(std::string_view bytes, const std::string& name) {
  if (format_of(bytes, name) == Format::kPng) return PngReader(bytes, name).header();
  return JpegReader(bytes, name).header();
}

void decode_image(std::string_view bytes, const std::string& name, const DecodeRequest& request,
                  Image& out) {
  if (format_of(bytes, name) == Format::kPng) return PngReader(bytes, name).decode(request, out);
  JpegReader(bytes, name).decode(request, out);
}

int decoding_scale(const Window& window, Size least) {
  for (const int scale : {8, 4, 2}) {
    if (window.width >= scale * least.width && window.height >= scale * least.height) return scale;
  }
  return 1;
}

void check_pixels(int64_t height, int64_t width, const std::string& name) {
  if (height < 1 || width < 1) throw Error("{}: the image has no pixels", name);
  if (height > kMaxPixels / width) {
    throw Error("{}: {} x {} pixels; expected at most {} million", name, with_thousands(width),
                with_thousands(height), kMaxPixels / 1'000'000);
  }
}

}  // namespace ofa
