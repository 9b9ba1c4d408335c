#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "io/tensor.h"

namespace ofa {

// The array of a .npy file, in C order whatever the file's, and the bytes that the view is of.
struct NpyFile {
  TensorView array;
  std::shared_ptr<const std::string> bytes;
};

NpyFile read_npy(const std::filesystem::path& path);

// The same, of bytes in memory; `file` is what errors call them.
NpyFile parse_npy(std::string bytes, const std::string& file);

// Replaces the file as a whole. NumPy has no bfloat16: convert such a tensor first.
void write_npy(const std::filesystem::path& path, const TensorView& array);

}  // namespace ofa
