#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensor.h"

namespace ofa {

struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  uint64_t begin = 0;  // bytes, counted from the end of the header
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::map<std::string, std::string> metadata;
};

// Reads the JSON and refuses whatever the format does not know. Takes memory in proportion to the
// text. What the offsets mean for the file is the caller's to check.
SafetensorsHeader parse_safetensors_header(std::string_view json, const std::string& file);

}  // namespace ofa
