#include "io/quote.h"

#include <fmt/format.h>

#include <cstdint>

namespace ofa {
namespace {

constexpr size_t kLongest = 120;

bool is_continuation(char c) {
  return (static_cast<uint8_t>(c) & 0xC0) == 0x80;
}

// The length of the character that this byte starts; 0: none can.
size_t length_by_lead(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Overlong forms, surrogates and what lies past U+10FFFF show in the second byte.
bool second_byte_fits(uint8_t lead, uint8_t second) {
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xED) return second <= 0x9F;
  if (lead == 0xF0) return second >= 0x90;
  if (lead == 0xF4) return second <= 0x8F;
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<uint8_t>(text[at]);
    const size_t length = length_by_lead(lead);
    if (length == 0 || length > text.size() - at) return false;
    for (size_t i = 1; i < length; ++i) {
      if (!is_continuation(text[at + i])) return false;
    }
    if (length > 1 && !second_byte_fits(lead, static_cast<uint8_t>(text[at + 1]))) return false;
    at += length;
  }
  return true;
}

std::string in_quotes(std::string_view text) {
  const bool cut = text.size() > kLongest;
  if (cut) {
    size_t end = kLongest;
    while (end > kLongest - 4 && is_continuation(text[end])) --end;
    text = text.substr(0, end);
  }
  const bool readable = is_utf8(text);
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    const bool plain = byte >= 0x20 && byte != 0x7F && (byte < 0x80 || readable);
    result += plain ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return result + (cut ? "...\"" : "\"");
}

}  // namespace ofa
