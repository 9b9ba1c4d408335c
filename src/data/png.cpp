#include "data/png.h"

#include <cstring>

#include "core/error.h"

namespace ofa {
namespace {

constexpr size_t kMaxChunkBytes = 64'000'000;

void to_channels(const std::vector<uint8_t>& rgb, Size size, const Window& window, Image& out) {
  for (int y = 0; y < window.height; ++y) {
    const size_t first = static_cast<size_t>(window.y + y) * size.width + window.x;
    const uint8_t* in = rgb.data() + 3 * first;
    if (out.channels == 3) {
      std::memcpy(out.row(y), in, out.row_bytes());
      continue;
    }
    for (int x = 0; x < window.width; ++x, in += 3) out.row(y)[x] = luminance(in[0], in[1], in[2]);
  }
}

}  // namespace

PngReader::PngReader(std::string_view bytes, std::string name)
    : name_(std::move(name)), context_(spng_ctx_new(0)) {
  if (!context_) throw Error("{}: no memory to decode it", name_);
  check(spng_set_chunk_limits(context_.get(), kMaxChunkBytes, kMaxChunkBytes));
  check(spng_set_png_buffer(context_.get(), bytes.data(), bytes.size()));
  check(spng_get_ihdr(context_.get(), &header_));
  check_pixels(header_.height, header_.width, name_);
  spng_exif exif{};
  if (spng_get_exif(context_.get(), &exif) == SPNG_OK) {
    orientation_ = Orientation::of_exif(exif_orientation({exif.data, exif.length}));
  }
}

ImageHeader PngReader::header() const {
  const bool grey = header_.color_type == SPNG_COLOR_TYPE_GRAYSCALE ||
                    header_.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA;
  return {orientation_.seen({static_cast<int>(header_.height), static_cast<int>(header_.width)}),
          grey};
}

void PngReader::decode(const DecodeRequest& request, Image& out) {
  const Size stored{static_cast<int>(header_.height), static_cast<int>(header_.width)};
  size_t num_bytes = 0;
  check(spng_decoded_image_size(context_.get(), SPNG_FMT_RGB8, &num_bytes));
  std::vector<uint8_t> rgb(num_bytes);
  check(spng_decode_image(context_.get(), rgb.data(), rgb.size(), SPNG_FMT_RGB8, 0));

  const Size seen = orientation_.seen(stored);
  const Window window = request.window(seen);
  const Window wanted = orientation_.stored(inside(window, seen), stored);
  out.reshape(wanted.height, wanted.width, request.channels);
  to_channels(rgb, stored, wanted, out);
  orientation_.apply(out);
  surround(out, window, seen, /*scale=*/1);
}

void PngReader::check(int error) const {
  if (error != SPNG_OK) throw Error("{}: not a whole PNG: {}", name_, spng_strerror(error));
}

}  // namespace ofa
