#include "io/byte_reader.h"

namespace ofa {

ByteReader::ByteReader(std::string_view bytes, std::string name, uint64_t start)
    : bytes_(bytes), name_(std::move(name)), position_(start), last_(start) {
  if (start > bytes.size()) fail("the file ends before, after {}", with_thousands(bytes.size()));
}

std::string_view ByteReader::take(uint64_t count) {
  last_ = position_;
  if (count > left()) {
    fail("{} bytes expected, {} left", with_thousands(count), with_thousands(left()));
  }
  position_ += count;
  return bytes_.substr(last_, count);
}

std::string_view ByteReader::line() {
  last_ = position_;
  const size_t end = bytes_.find('\n', position_);
  if (end == std::string_view::npos) fail("a line without an end");
  position_ = end + 1;
  return bytes_.substr(last_, end - last_);
}

uint64_t ByteReader::unsigned_value(int num_bytes) {
  const std::string_view bytes = take(static_cast<uint64_t>(num_bytes));
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

}  // namespace ofa
