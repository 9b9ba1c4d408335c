#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "io_testing.h"

namespace ofa {

// Makes zip archives, good ones and, with fields changed, bad ones.
struct ZipBuilder {
  struct Entry {
    std::string name;
    std::string contents;  // as they lie in the archive
    uint32_t crc = crc_of(contents);
    uint64_t size = contents.size();  // as the directory says it, like what follows
    uint64_t compressed_size = contents.size();
    uint16_t method = 0;
    uint16_t flags = 0;
    std::string local_name = name;
  };

  std::vector<Entry> entries;
  bool zip64 = false;
  std::string comment;

  static uint32_t crc_of(const std::string& bytes) {
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    return static_cast<uint32_t>(crc32_z(0, data, bytes.size()));
  }

  void add(const std::string& name, const std::string& contents) {
    entries.push_back({.name = name, .contents = contents});
  }

  std::string build() const {
    std::string archive, directory;
    for (const Entry& entry : entries) {
      directory += directory_entry(entry, archive.size());
      archive += raw("PK\3\4") + bytes_of(20, 2) + common_fields(entry) +
                 bytes_of(entry.local_name.size(), 2) + bytes_of(0, 2) + entry.local_name +
                 entry.contents;
    }
    const uint64_t offset = archive.size();
    archive += directory;
    return archive + end_records(offset, directory.size());
  }

 private:
  std::string common_fields(const Entry& entry) const {
    return bytes_of(entry.flags, 2) + bytes_of(entry.method, 2) + bytes_of(0, 4) +
           bytes_of(entry.crc, 4) + bytes_of(zip64 ? 0xFFFFFFFF : entry.compressed_size, 4) +
           bytes_of(zip64 ? 0xFFFFFFFF : entry.size, 4);
  }

  std::string directory_entry(const Entry& entry, uint64_t offset) const {
    std::string extra;
    if (zip64) {
      extra = bytes_of(99, 2) + bytes_of(1, 2) + "?" + bytes_of(1, 2) + bytes_of(24, 2) +
              bytes_of(entry.size, 8) + bytes_of(entry.compressed_size, 8) + bytes_of(offset, 8);
    }
    return raw("PK\1\2") + bytes_of(20, 2) + bytes_of(20, 2) + common_fields(entry) +
           bytes_of(entry.name.size(), 2) + bytes_of(extra.size(), 2) + bytes_of(0, 8) +
           bytes_of(0, 2) + bytes_of(zip64 ? 0xFFFFFFFF : offset, 4) + entry.name + extra;
  }

  std::string end_records(uint64_t offset, uint64_t size) const {
    std::string records;
    if (zip64) {
      records = raw("PK\6\6") + bytes_of(44, 8) + bytes_of(45, 2) + bytes_of(45, 2) +
                bytes_of(0, 8) + bytes_of(entries.size(), 8) + bytes_of(entries.size(), 8) +
                bytes_of(size, 8) + bytes_of(offset, 8) + raw("PK\6\7") + bytes_of(0, 4) +
                bytes_of(offset + size, 8) + bytes_of(1, 4);
    }
    const uint64_t count = zip64 ? 0xFFFF : entries.size();
    return records + raw("PK\5\6") + bytes_of(0, 4) + bytes_of(count, 2) + bytes_of(count, 2) +
           bytes_of(zip64 ? 0xFFFFFFFF : size, 4) + bytes_of(zip64 ? 0xFFFFFFFF : offset, 4) +
           bytes_of(comment.size(), 2) + comment;
  }
};

}  // namespace ofa
