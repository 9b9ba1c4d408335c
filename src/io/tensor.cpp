#include "io/tensor.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "io/quote.h"

namespace ofa {
namespace {

struct DTypeRow {
  DType dtype;
  std::string_view name;
  int64_t size;
};

constexpr std::array kDTypes = {
    DTypeRow{DType::kBool, "BOOL", 1}, DTypeRow{DType::kU8, "U8", 1},
    DTypeRow{DType::kI8, "I8", 1},     DTypeRow{DType::kI16, "I16", 2},
    DTypeRow{DType::kI32, "I32", 4},   DTypeRow{DType::kI64, "I64", 8},
    DTypeRow{DType::kF16, "F16", 2},   DTypeRow{DType::kBF16, "BF16", 2},
    DTypeRow{DType::kF32, "F32", 4},   DTypeRow{DType::kF64, "F64", 8},
};

const DTypeRow& row_of(DType dtype) {
  return kDTypes.at(static_cast<size_t>(dtype));
}

}  // namespace

int64_t size_of(DType dtype) {
  return row_of(dtype).size;
}

std::string_view name_of(DType dtype) {
  return row_of(dtype).name;
}

std::optional<DType> dtype_named(std::string_view name) {
  const auto* row = std::ranges::find(kDTypes, name, &DTypeRow::name);
  if (row == kDTypes.end()) return std::nullopt;
  return row->dtype;
}

std::optional<int64_t> num_bytes(DType dtype, std::span<const int64_t> shape) {
  // Zeros count as ones at first: beside a zero, too, the other sizes must make sense.
  int64_t product = size_of(dtype);
  for (const int64_t size : shape) {
    if (size < 0) return std::nullopt;
    if (__builtin_mul_overflow(product, std::max<int64_t>(size, 1), &product)) return std::nullopt;
  }
  return std::ranges::count(shape, 0) > 0 ? 0 : product;
}

std::string shape_text(std::span<const int64_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void expect_dtype(const TensorView& tensor, DType expected) {
  if (tensor.dtype == expected) return;
  throw Error("tensor {}: {} expected, got {}", in_quotes(tensor.name), name_of(expected),
              name_of(tensor.dtype));
}

}  // namespace ofa
