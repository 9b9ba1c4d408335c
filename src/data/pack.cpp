#include "data/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/error.h"

namespace ofa {

PackImages::PackImages(const std::string& file)
    : file_(file), mapped_(file), index_(mapped_.bytes(), file) {}

std::string PackImages::name(int64_t index) const {
  return fmt::format("{}: image {} ({})", file_, index, short_name(index));
}

// Without what a terminal would obey.
std::string PackImages::short_name(int64_t index) const {
  std::string name(index_.name(index));
  std::ranges::replace_if(
      name, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return name;
}

ImageHeader PackImages::header(int64_t index) const {
  return read_image_header(proven(index), name(index));
}

void PackImages::read(int64_t index, const DecodeRequest& request, Image& out) const {
  decode_image(proven(index), name(index), request, out);
}

std::optional<std::string> PackImages::file_bytes(int64_t index) const {
  return std::string(proven(index));
}

std::string PackImages::fingerprint() const {
  return fmt::format("{:016x}", index_.checksum());
}

bool PackImages::is_whole(int64_t index) const {
  return pack_checksum(index_.image(index)) == index_.entry(index).checksum;
}

std::string_view PackImages::proven(int64_t index) const {
  if (is_whole(index)) return index_.image(index);
  throw Error(
      "{}: damaged: its bytes do not have their checksum; ofa pack --check names all such images",
      name(index));
}

bool is_pack(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::string begin(kPackBegin.size(), '\0');
  std::ifstream(file, std::ios::binary).read(begin.data(), static_cast<int64_t>(begin.size()));
  return begin == kPackBegin;
}

Source open_pack(const std::string& file) {
  auto images = std::make_unique<PackImages>(file);
  Source source{.kind = images->pack().kind,
                .classes = images->pack().classes,
                .counts = images->pack().counts};
  source.images = std::move(images);
  return source;
}

}  // namespace ofa
