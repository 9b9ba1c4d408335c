#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ofa {

// A file that may be gzipped (.gz), read from front to back.
class ByteFile {
 public:
  explicit ByteFile(const std::string& path);
  ~ByteFile();
  ByteFile(const ByteFile&) = delete;
  ByteFile& operator=(const ByteFile&) = delete;

  // The next `count` bytes. Throws before it takes memory where the file cannot hold so many.
  std::vector<uint8_t> take(uint64_t count);
  uint32_t take_big_endian();
  void expect_end();

 private:
  struct Inflater;

  std::string path_, bytes_;
  size_t position_ = 0;  // of a plain file
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace ofa
