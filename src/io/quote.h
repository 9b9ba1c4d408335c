#pragma once

#include <string>
#include <string_view>

namespace ofa {

bool is_utf8(std::string_view text);

// Text from a file, for an error: in quotes, cut where it is long, control characters and what is
// not UTF-8 as \xNN.
std::string in_quotes(std::string_view text);

}  // namespace ofa
