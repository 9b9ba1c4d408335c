#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ofa {

// What a zip archive's central directory says about an entry.
struct ZipEntry {
  uint64_t header_offset = 0;
  uint64_t compressed_size = 0;
  uint64_t size = 0;
  uint32_t crc = 0;
  uint16_t method = 0;
  uint16_t flags = 0;
};

struct ZipDirectory {
  uint64_t offset = 0;  // where it begins: all contents lie before it
  std::map<std::string, ZipEntry, std::less<>> entries;
};

ZipDirectory read_zip_directory(std::string_view bytes, const std::string& file);

}  // namespace ofa
