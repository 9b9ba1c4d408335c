#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/file.h"
#include "tests/error_of.h"
#include "tests/paths.h"

namespace ofa {

inline std::filesystem::path data_file(const std::string& name) {
  return source_dir() / "tests/io/data" / name;
}

inline std::string data_bytes(const std::string& name) {
  return read_file(data_file(name), 1 << 20);
}

// Bytes with zeros among them, from a literal.
template <size_t N>
std::string raw(const char (&literal)[N]) {
  return std::string(literal, N - 1);
}

// An integer's bytes, little endian.
inline std::string bytes_of(uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("not in it: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace ofa
