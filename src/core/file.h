#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/checksum.h"

namespace ofa {

// The bytes of a regular file of at most `max_bytes`; its size is checked before memory is taken.
std::string read_file(const std::filesystem::path& path, uint64_t max_bytes);

// Replaces or makes a file as AtomicFile does, and returns the checksum of the bytes.
std::string write_file(const std::filesystem::path& path, std::string_view bytes);

// A file written under a temporary name in the same folder. commit() brings it to the disk and
// under its own name, so whoever looks, even after a crash, finds the old file or the new one
// whole. Without commit(), or after an error, it goes without trace. Links are followed; the mode
// of a replaced file is kept.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void append(std::string_view bytes);
  // Where what was appended can be read until then.
  const std::filesystem::path& temporary() const { return temporary_; }
  std::string commit();  // the checksum of all that was appended; nothing may follow

 private:
  void discard();
  [[noreturn]] void fail(std::string_view what);

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
  Checksum checksum_;
};

// Removes the temporaries that killed writers left in a folder. Nobody may be writing there.
void remove_temporaries(const std::filesystem::path& folder);

}  // namespace ofa
