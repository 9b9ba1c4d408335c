#include "trainers/events.h"

#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace ofa {
namespace {

constexpr std::array<uint32_t, 256> kTable = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = sum & 1 ? sum >> 1 ^ 0x82F63B78 : sum >> 1;
    table[byte] = sum;
  }
  return table;
}();

// TensorFlow stores checksums turned and shifted, so that a checksum of checksums stays one.
uint32_t masked(uint32_t sum) {
  return std::rotr(sum, 15) + 0xA282EAD8;
}

template <typename T>
std::string raw(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  bytes += static_cast<char>(value);
  return bytes;
}

// Fields of a protocol buffer: its number and wire type, then the value.
enum class Wire : int { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
std::string field(int number, Wire wire, const std::string& value) {
  const std::string key = varint(static_cast<uint64_t>(number) << 3 | static_cast<uint64_t>(wire));
  return wire == Wire::kBytes ? key + varint(value.size()) + value : key + value;
}

std::string framed(const std::string& message) {
  const std::string length = raw<uint64_t>(message.size());
  return length + raw(masked(crc32c(length))) + message + raw(masked(crc32c(message)));
}

}  // namespace

uint32_t crc32c(std::string_view bytes) {
  uint32_t sum = ~0U;
  for (const char byte : bytes) sum = sum >> 8 ^ kTable[(sum ^ static_cast<uint8_t>(byte)) & 0xFF];
  return ~sum;
}

std::string event_file_start(double wall_time) {
  return framed(field(1, Wire::kFixed64, raw(wall_time)) + field(3, Wire::kBytes, "brain.Event:2"));
}

std::string event_record(double wall_time, int64_t step, const std::vector<Scalar>& scalars) {
  std::string summary;
  for (const Scalar& scalar : scalars)
    summary +=
        field(1, Wire::kBytes,
              field(1, Wire::kBytes, scalar.tag) + field(2, Wire::kFixed32, raw(scalar.value)));
  return framed(field(1, Wire::kFixed64, raw(wall_time)) +
                field(2, Wire::kVarint, varint(static_cast<uint64_t>(step))) +
                field(5, Wire::kBytes, summary));
}

}  // namespace ofa
