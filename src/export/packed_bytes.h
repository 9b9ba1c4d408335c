#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ofa {

// Bytes as text: RFC 4648's base64, with padding.
std::string to_base64(std::string_view bytes);
std::string from_base64(std::string_view text);  // an Error where it is none

// The same of bytes that zlib has compressed. Unpacking, the size is known beforehand; an Error
// where it is another.
std::string pack(std::string_view bytes);
std::string unpack(std::string_view text, size_t num_bytes);

}  // namespace ofa
