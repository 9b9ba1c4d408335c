#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "io/named_tensors.h"

namespace ofa {

using Metadata = std::map<std::string, std::string>;

struct SafetensorsFile {
  NamedTensors tensors;
  Metadata metadata;
};

SafetensorsFile read_safetensors(const std::filesystem::path& path);

// The same, of bytes in memory; `file` is what errors call them.
SafetensorsFile parse_safetensors(std::string bytes, const std::string& file);

// Replaces the file as a whole and returns its checksum. Equal tensors and metadata give equal
// bytes, in whatever order they come.
std::string write_safetensors(const std::filesystem::path& path,
                              std::span<const TensorView> tensors, const Metadata& metadata = {});

}  // namespace ofa
