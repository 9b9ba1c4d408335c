#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ofa {

// The bytes of a regular file, mapped: they are read from the disk, or the system's cache of it,
// when they are looked at. Replacing the file by another changes nothing here; whoever cuts it
// short meanwhile ends the program (SIGBUS).
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {bytes_, size_}; }

 private:
  const char* bytes_ = nullptr;
  uint64_t size_ = 0;
};

}  // namespace ofa
