#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensor.h"

namespace ofa {

struct NpyHeader {
  DType dtype = DType::kF32;
  bool fortran_order = false;
  std::vector<int64_t> shape;
};

// Reads the dict that a .npy file begins with: {'descr': '<f4', 'fortran_order': False, 'shape':
// (3, 4), }. Only such dicts, not Python.
NpyHeader parse_npy_header(std::string_view text, const std::string& file);

std::string npy_header_text(const NpyHeader& header, const std::string& file);

}  // namespace ofa
