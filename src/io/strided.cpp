#include "io/strided.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ofa {
namespace {

// Without the dimensions of size 1: they move nothing, and their strides may be anything.
StridedLayout squeezed(const StridedLayout& layout) {
  StridedLayout result{layout.offset, {}, {}};
  for (size_t dim = 0; dim < layout.shape.size(); ++dim) {
    if (layout.shape[dim] == 1) continue;
    result.shape.push_back(layout.shape[dim]);
    result.strides.push_back(layout.strides[dim]);
  }
  return result;
}

// Takes off the innermost dimensions that lie one after the other, and returns their elements: a
// run that is copied in one go.
int64_t take_run(StridedLayout& layout) {
  int64_t length = 1;
  while (!layout.shape.empty() && layout.strides.back() == length) {
    length *= layout.shape.back();
    layout.shape.pop_back();
    layout.strides.pop_back();
  }
  return length;
}

void check_fits(const StridedLayout& layout, int64_t element_size, size_t storage_bytes) {
  const std::optional<int64_t> elements = extent(layout);
  const auto capacity = static_cast<int64_t>(storage_bytes) / element_size;
  if (!elements || *elements > capacity) throw std::logic_error("a layout outside of its storage");
}

}  // namespace

std::optional<int64_t> extent(const StridedLayout& layout) {
  if (layout.offset < 0 || layout.shape.size() != layout.strides.size()) return std::nullopt;
  int64_t last = layout.offset;
  bool empty = false;
  for (size_t dim = 0; dim < layout.shape.size(); ++dim) {
    const int64_t size = layout.shape[dim];
    const int64_t stride = layout.strides[dim];
    int64_t span;
    if (size < 0 || stride < 0) return std::nullopt;
    if (__builtin_mul_overflow(std::max<int64_t>(size - 1, 0), stride, &span)) return std::nullopt;
    if (__builtin_add_overflow(last, span, &last)) return std::nullopt;
    empty = empty || size == 0;
  }
  if (empty) return 0;
  return __builtin_add_overflow(last, 1, &last) ? std::nullopt : std::optional(last);
}

void gather(const StridedLayout& layout, int64_t element_size, std::span<const std::byte> storage,
            std::span<std::byte> out) {
  if (out.empty()) return;
  check_fits(layout, element_size, storage.size());
  StridedLayout outer = squeezed(layout);
  const auto run_bytes = static_cast<size_t>(take_run(outer) * element_size);
  std::vector<int64_t> index(outer.shape.size(), 0);
  int64_t from = outer.offset;
  for (size_t done = 0; done < out.size(); done += run_bytes) {
    std::memcpy(out.data() + done, storage.data() + from * element_size, run_bytes);
    for (size_t dim = index.size(); dim-- > 0;) {
      from += outer.strides[dim];
      if (++index[dim] < outer.shape[dim]) break;
      from -= outer.strides[dim] * outer.shape[dim];
      index[dim] = 0;
    }
  }
}

}  // namespace ofa
