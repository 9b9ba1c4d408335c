#include "data/jpeg.h"

#include <jerror.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace ofa {
namespace {

constexpr unsigned kMaxMarkerBytes = 0xFFFF;
constexpr int kMostScans = 200;  // a small file of many progressive scans would take for ever

// Colours at the edge of a cropped row come from the neighbouring column too.
constexpr int kMargin = 4;

}  // namespace

JpegReader::JpegReader(std::string_view bytes, std::string name) : name_(std::move(name)) {
  info_.err = jpeg_std_error(&errors_);
  errors_.error_exit = fail;
  errors_.emit_message = warn;
  try {
    guard([&] {
      jpeg_create_decompress(&info_);
      info_.progress = &progress_;
      progress_.progress_monitor = watch;
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
      jpeg_save_markers(&info_, JPEG_APP0 + 1, kMaxMarkerBytes);
      jpeg_read_header(&info_, TRUE);
    });
    check_pixels(info_.image_height, info_.image_width, name_);
  } catch (...) {
    jpeg_destroy_decompress(&info_);
    throw;
  }
  read_orientation();
}

JpegReader::~JpegReader() {
  jpeg_destroy_decompress(&info_);
}

ImageHeader JpegReader::header() const {
  return {orientation_.seen(stored_size()), info_.jpeg_color_space == JCS_GRAYSCALE};
}

void JpegReader::decode(const DecodeRequest& request, Image& out) {
  const Size seen = orientation_.seen(stored_size());
  const Window window = request.window(seen);
  const int scale = decoding_scale(window, request.least);
  start(request.channels, scale);

  Window wanted = orientation_.stored(inside(window, seen), stored_size());
  const int right = (wanted.x + wanted.width + scale - 1) / scale;
  const int bottom = (wanted.y + wanted.height + scale - 1) / scale;
  wanted.x /= scale;
  wanted.y /= scale;
  wanted.width = std::min<int>(right, info_.output_width) - wanted.x;
  wanted.height = std::min<int>(bottom, info_.output_height) - wanted.y;
  out.reshape(wanted.height, wanted.width, info_.output_components);
  read_window(wanted, out);

  if (info_.out_color_space == JCS_CMYK) from_cmyk(out, request.channels);
  orientation_.apply(out);
  surround(out, window, seen, scale);
}

void JpegReader::start(int channels, int scale) {
  const bool cmyk = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
  info_.out_color_space = cmyk ? JCS_CMYK : channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  info_.scale_num = 1;
  info_.scale_denom = scale;
  info_.do_block_smoothing = FALSE;
  guard([&] { jpeg_start_decompress(&info_); });
}

void JpegReader::read_window(const Window& window, Image& out) {
  JDIMENSION left = std::max(0, window.x - kMargin);
  JDIMENSION width =
      std::min<JDIMENSION>(info_.output_width, window.x + window.width + kMargin) - left;
  const bool cropped = width < info_.output_width;
  if (cropped) guard([&] { jpeg_crop_scanline(&info_, &left, &width); });
  const size_t skipped = (window.x - left) * info_.output_components;
  const bool direct = info_.output_width == static_cast<JDIMENSION>(window.width);
  if (!direct) line_.resize(static_cast<size_t>(info_.output_width) * info_.output_components);
  guard([&] {
    if (window.y > 0) jpeg_skip_scanlines(&info_, window.y);
    for (int y = 0; y < window.height; ++y) {
      JSAMPROW row = direct ? out.row(y) : line_.data();
      jpeg_read_scanlines(&info_, &row, 1);
      if (!direct) std::memcpy(out.row(y), row + skipped, out.row_bytes());
    }
  });
}

// Such files come from Adobe's programs, which store the inks inverted.
void JpegReader::from_cmyk(Image& image, int channels) const {
  Image converted;
  converted.reshape(image.height, image.width, channels);
  const uint8_t* in = image.pixels.data();
  for (uint8_t* out = converted.pixels.data(); in < image.pixels.data() + image.pixels.size();
       in += 4) {
    int colours[3];
    for (int c = 0; c < 3; ++c) {
      const int ink = info_.saw_Adobe_marker ? in[c] : 255 - in[c];
      const int black = info_.saw_Adobe_marker ? in[3] : 255 - in[3];
      colours[c] = (ink * black + 127) / 255;
    }
    if (channels == 1) {
      *out++ = luminance(colours[0], colours[1], colours[2]);
    } else {
      for (const int colour : colours) *out++ = static_cast<uint8_t>(colour);
    }
  }
  image = std::move(converted);
}

void JpegReader::read_orientation() {
  constexpr std::string_view kExif("Exif\0\0", 6);
  for (auto marker = info_.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (!data.starts_with(kExif)) continue;
    orientation_ = Orientation::of_exif(exif_orientation(data.substr(kExif.size())));
    return;
  }
}

template <typename Calls>
void JpegReader::guard(const Calls& calls) {
  if (setjmp(errors_.jump) != 0) throw Error("{}: {}", name_, errors_.text);
  calls();
}

void JpegReader::fail(j_common_ptr info) {
  auto& errors = static_cast<Errors&>(*info->err);
  errors.format_message(info, errors.text);
  std::longjmp(errors.jump, 1);
}

// libjpeg would go on with grey where data are missing or damaged.
void JpegReader::warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
      fail(info);
      break;
    default:
      break;
  }
}

void JpegReader::watch(j_common_ptr info) {
  auto& errors = static_cast<Errors&>(*info->err);
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMostScans) return;
  std::snprintf(errors.text, sizeof(errors.text), "more than %d scans in one JPEG", kMostScans);
  std::longjmp(errors.jump, 1);
}

}  // namespace ofa
