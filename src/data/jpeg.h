#pragma once

#include <csetjmp>
#include <cstdio>
// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>

#include <string>
#include <string_view>

#include "data/decode.h"
#include "data/exif.h"

namespace ofa {

// One JPEG file's bytes, through libjpeg-turbo: only the rows and blocks under the window are
// decoded, scaled down in the frequency domain where that is allowed.
class JpegReader {
 public:
  JpegReader(std::string_view bytes, std::string name);
  ~JpegReader();
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  ImageHeader header() const;
  void decode(const DecodeRequest& request, Image& out);

 private:
  struct Errors : jpeg_error_mgr {
    std::jmp_buf jump;
    char text[JMSG_LENGTH_MAX];
  };
  static void fail(j_common_ptr info);
  static void warn(j_common_ptr info, int level);
  static void watch(j_common_ptr info);

  // libjpeg leaves by longjmp: what is called in here owns nothing.
  template <typename Calls>
  void guard(const Calls& calls);

  Size stored_size() const {
    return {static_cast<int>(info_.image_height), static_cast<int>(info_.image_width)};
  }
  void read_orientation();
  void start(int channels, int scale);
  void read_window(const Window& window, Image& out);
  void from_cmyk(Image& image, int channels) const;

  std::string name_;
  Errors errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
  Orientation orientation_;
  std::vector<uint8_t> line_;
};

}  // namespace ofa
