#include "data/file_images.h"

#include <fmt/format.h>

#include "core/checksum.h"
#include "core/file.h"

namespace ofa {

ImageHeader FileImages::header(int64_t index) const {
  return read_image_header(read_file(name(index), kMaxImageBytes), name(index));
}

void FileImages::read(int64_t index, const DecodeRequest& request, Image& out) const {
  const std::string path = name(index);
  decode_image(read_file(path, kMaxImageBytes), path, request, out);
}

std::optional<std::string> FileImages::file_bytes(int64_t index) const {
  return read_file(name(index), kMaxImageBytes);
}

std::string FileImages::fingerprint() const {
  Checksum sum;
  for (const ImageFile& file : files_) {
    sum.append(fmt::format("{}\n{} {}\n", file.path, file.num_bytes, file.label));
  }
  return sum.hex();
}

}  // namespace ofa
