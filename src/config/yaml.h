#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/node.h"

namespace ofa {

inline constexpr size_t kMaxYamlBytes = 1'000'000;  // of one file
inline constexpr size_t kMaxYamlNodes = 100'000;    // with every alias expanded
inline constexpr size_t kMaxYamlText = 4'000'000;   // bytes of text and keys, the same way
inline constexpr size_t kMaxYamlKey = 200;  // bytes; yaml-cpp reads no plain key beyond 1024
inline constexpr size_t kMaxYamlDepth = 64;

// One YAML document, hostile until parsed. `file` is its name in errors; lines_known = false leaves
// line numbers out of them.
Node parse_yaml(std::string_view text, const std::string& file, bool lines_known = true);

// Readable block style; what fits into 100 columns stands in flow style. Parsing it gives the same
// node.
std::string to_yaml(const Node& node);

// The same on one line: {lr: 0.1, kernel: [3, 5]}.
std::string to_flow(const Node& node);

// Whether the plain text would read as something else than this text.
bool needs_quotes(std::string_view text);

}  // namespace ofa
