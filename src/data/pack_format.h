#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "data/source.h"

namespace ofa {

// A pack, format ofa-pack/1: many images in one file. Numbers are little-endian.
//   kPackMagic
//   images    JPEG and PNG files, back to back
//   entries   a PackEntry for each image
//   names     of the images, back to back
//   header    PackHeader as JSON
//   PackFooter
// What tells of the images stands behind them: a pack is written from front to back.
inline constexpr std::string_view kPackMagic("ofa-pack/1\n\0\0\0\0\0", 16);
inline constexpr std::string_view kPackBegin = kPackMagic.substr(0, 9);  // of every version
inline constexpr uint64_t kPackEnd = 0x646E652D6B636170;                 // "pack-end"

static_assert(std::endian::native == std::endian::little, "packs are read in place");

// Each image, and each name, begins where the one before it ends.
struct PackEntry {
  uint64_t end = 0;  // of the image, in the file
  uint64_t checksum = 0;
  uint64_t name_end = 0;  // among the names
  uint32_t label = 0;
  uint32_t zero = 0;
};
static_assert(sizeof(PackEntry) == 32 && std::is_trivially_copyable_v<PackEntry>);

struct PackFooter {
  uint64_t num_images = 0;
  uint64_t name_bytes = 0;
  uint64_t header_bytes = 0;
  uint64_t contents_checksum = 0;  // of entries, names and header
  uint64_t footer_checksum = 0;    // of what stands before this
  uint64_t end = kPackEnd;
};
static_assert(sizeof(PackFooter) == 48 && std::is_trivially_copyable_v<PackFooter>);

struct PackHeader {
  std::string source;  // its own name, not where it was
  SourceKind kind = SourceKind::kFolder;
  int side = 0, quality = 0;  // by which it was made
  std::vector<std::string> classes;
  std::array<int64_t, 3> counts{};  // of each SourcePart
};

std::string to_json(const PackHeader& header);
// Throws where something is missing or makes no sense; errors begin with `file`.
PackHeader pack_header_from_json(std::string_view json, const std::string& file);

template <typename Value>
std::string_view bytes_of_value(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

// core/checksum.h's, as a number.
uint64_t pack_checksum(std::string_view bytes);
uint64_t footer_checksum(const PackFooter& footer);

}  // namespace ofa
