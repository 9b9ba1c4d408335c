#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/tensor.h"

namespace ofa {

// Where a tensor lies in a storage, counted in elements, as PyTorch and NumPy say it.
struct StridedLayout {
  int64_t offset = 0;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
};

// The elements that a storage must hold for the tensor: one past its last. Nothing where a number
// is negative or overflows, or there are not as many strides as sizes.
std::optional<int64_t> extent(const StridedLayout& layout);

// Copies the tensor in C order. `storage` covers the extent; `out` has the tensor's size.
void gather(const StridedLayout& layout, int64_t element_size, std::span<const std::byte> storage,
            std::span<std::byte> out);

}  // namespace ofa
