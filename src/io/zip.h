#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "io/zip_directory.h"

namespace ofa {

// A zip archive (also zip64) in memory; the bytes must outlive it.
class ZipArchive {
 public:
  ZipArchive(std::string_view bytes, std::string file);

  // By name.
  const std::map<std::string, ZipEntry, std::less<>>& entries() const { return directory_.entries; }

  // The contents, their checksum compared; valid as long as the archive. All that is inflated takes
  // at most eight times the archive's own size and 1 MB.
  std::string_view read(std::string_view name);

 private:
  std::string_view packed_bytes(std::string_view name, const ZipEntry& entry) const;
  std::string inflate(std::string_view name, const ZipEntry& entry, std::string_view packed);

  std::string_view bytes_;
  std::string file_;
  ZipDirectory directory_;
  uint64_t inflate_budget_;
  std::map<std::string, std::string, std::less<>> inflated_;
  std::map<std::string, std::string_view, std::less<>> contents_;  // of what was read so far
};

}  // namespace ofa
