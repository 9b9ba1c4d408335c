#include "export/packed_bytes.h"

#include <zlib.h>

#include <array>

#include "core/error.h"

namespace ofa {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr size_t kMostExpansion = 1032;  // of zlib

int digit_of(char c) {
  const size_t found = kDigits.find(c);
  if (found == std::string_view::npos) throw Error("not base64: '{}'", c);
  return static_cast<int>(found);
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0);
    for (size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string from_base64(std::string_view text) {
  if (text.size() % 4 != 0) throw Error("not base64: {} digits", text.size());
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string bytes;
  uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    group = group << 6 | static_cast<uint32_t>(digit_of(c));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 255);
  }
  return bytes;
}

std::string pack(std::string_view bytes) {
  std::string packed(compressBound(bytes.size()), '\0');
  uLongf size = packed.size();
  const int result =
      compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
  if (result != Z_OK) throw std::bad_alloc();
  packed.resize(size);
  return to_base64(packed);
}

std::string unpack(std::string_view text, size_t num_bytes) {
  const std::string packed = from_base64(text);
  if (num_bytes > kMostExpansion * packed.size() + 64)
    throw Error("{} compressed bytes cannot be {}", packed.size(), num_bytes);
  std::string bytes(num_bytes, '\0');
  uLongf size = num_bytes;
  const int result = uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (result != Z_OK || size != num_bytes)
    throw Error("compressed bytes are damaged: expected {} of them", num_bytes);
  return bytes;
}

}  // namespace ofa
