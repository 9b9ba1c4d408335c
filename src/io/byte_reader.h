#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/format.h"

namespace ofa {

// Reads little-endian values off the bytes of a file; where they run out, an error tells the
// position. The bytes must outlive the reader and what it hands out.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string name, uint64_t start = 0);

  uint8_t u8() { return static_cast<uint8_t>(unsigned_value(1)); }
  uint16_t u16() { return static_cast<uint16_t>(unsigned_value(2)); }
  uint32_t u32() { return static_cast<uint32_t>(unsigned_value(4)); }
  uint64_t u64() { return unsigned_value(8); }

  std::string_view take(uint64_t count);
  std::string_view line();  // up to the next '\n', which is passed over

  uint64_t position() const { return position_; }
  uint64_t left() const { return bytes_.size() - position_; }
  const std::string& name() const { return name_; }

  // An error at the place where the last value read began.
  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error("{}: byte {}: {}", name_, with_thousands(last_),
                fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  uint64_t unsigned_value(int num_bytes);

  std::string_view bytes_;
  std::string name_;
  uint64_t position_;
  uint64_t last_;
};

}  // namespace ofa
