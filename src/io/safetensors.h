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
  bool is_proven = false;  // it carries a checksum of all its bytes, and they are what they were
};

// An Error, too, where the file carries a checksum of ours that its bytes do not have.
SafetensorsFile read_safetensors(const std::filesystem::path& path);

// The same, of bytes in memory; `file` is what errors call them.
SafetensorsFile parse_safetensors(std::string bytes, const std::string& file);

// Replaces the file as a whole. Its metadata get a checksum (kChecksumKey) of all its bytes, those
// of the checksum itself taken as zeros, so any reader of ours sees any damage. Equal tensors and
// metadata give equal bytes, in whatever order they come.
inline constexpr const char* kChecksumKey = "ofa-xxh3";
void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       Metadata metadata = {});

}  // namespace ofa
