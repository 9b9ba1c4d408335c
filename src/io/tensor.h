#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ofa {

enum class DType { kBool, kU8, kI8, kI16, kI32, kI64, kF16, kBF16, kF32, kF64 };

int64_t size_of(DType dtype);           // bytes of one element
std::string_view name_of(DType dtype);  // "F32": safetensors' names
std::optional<DType> dtype_named(std::string_view name);

// The C++ types that have a dtype; halves do not.
template <typename T>
concept Element = std::same_as<T, bool> || std::same_as<T, uint8_t> || std::same_as<T, int8_t> ||
    std::same_as<T, int16_t> || std::same_as<T, int32_t> || std::same_as<T, int64_t> ||
    std::same_as<T, float> || std::same_as<T, double>;

template <Element T>
constexpr DType dtype_of() {
  if (std::same_as<T, bool>) return DType::kBool;
  if (std::same_as<T, uint8_t>) return DType::kU8;
  if (std::same_as<T, int8_t>) return DType::kI8;
  if (std::same_as<T, int16_t>) return DType::kI16;
  if (std::same_as<T, int32_t>) return DType::kI32;
  if (std::same_as<T, int64_t>) return DType::kI64;
  return std::same_as<T, float> ? DType::kF32 : DType::kF64;
}

// A tensor in memory that somebody else owns, in C order, at any alignment.
struct TensorView {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
};

// The bytes that a shape takes; nothing where a size is negative or the product overflows.
std::optional<int64_t> num_bytes(DType dtype, std::span<const int64_t> shape);

std::string shape_text(std::span<const int64_t> shape);  // "[2, 3]"

std::span<const std::byte> as_bytes(std::string_view text);
std::string_view as_text(std::span<const std::byte> bytes);

// Throws unless the tensor has this dtype.
void expect_dtype(const TensorView& tensor, DType expected);

// The elements of a tensor of exactly this type.
template <Element T>
std::vector<T> values(const TensorView& tensor) requires(!std::same_as<T, bool>) {
  expect_dtype(tensor, dtype_of<T>());
  std::vector<T> result(tensor.bytes.size() / sizeof(T));
  if (!result.empty()) std::memcpy(result.data(), tensor.bytes.data(), result.size() * sizeof(T));
  return result;
}

// A view of elements that lie in memory.
template <Element T>
TensorView view_of(std::string name, std::vector<int64_t> shape, std::span<const T> elements) {
  return {std::move(name), dtype_of<T>(), std::move(shape), std::as_bytes(elements)};
}

}  // namespace ofa
