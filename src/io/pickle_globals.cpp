#include "io/pickle_globals.h"

namespace ofa {
namespace {

using Meaning = PickleGlobal::Meaning;

struct GlobalRow {
  std::string_view module;
  std::string_view name;
  PickleGlobal global;
};

constexpr GlobalRow kGlobals[] = {
    {"collections", "OrderedDict", {Meaning::kOrderedDict}},
    {"torch._utils", "_rebuild_tensor_v2", {Meaning::kTensor}},
    {"torch._utils", "_rebuild_tensor", {Meaning::kTensor}},
    {"torch._utils", "_rebuild_parameter", {Meaning::kParameter}},
    {"torch", "Size", {Meaning::kSize}},

    {"torch", "BoolStorage", {Meaning::kStorage, DType::kBool}},
    {"torch", "ByteStorage", {Meaning::kStorage, DType::kU8}},
    {"torch", "CharStorage", {Meaning::kStorage, DType::kI8}},
    {"torch", "ShortStorage", {Meaning::kStorage, DType::kI16}},
    {"torch", "IntStorage", {Meaning::kStorage, DType::kI32}},
    {"torch", "LongStorage", {Meaning::kStorage, DType::kI64}},
    {"torch", "HalfStorage", {Meaning::kStorage, DType::kF16}},
    {"torch", "BFloat16Storage", {Meaning::kStorage, DType::kBF16}},
    {"torch", "FloatStorage", {Meaning::kStorage, DType::kF32}},
    {"torch", "DoubleStorage", {Meaning::kStorage, DType::kF64}},

    {"torch", "bool", {Meaning::kOpaqueValue}},
    {"torch", "uint8", {Meaning::kOpaqueValue}},
    {"torch", "int8", {Meaning::kOpaqueValue}},
    {"torch", "int16", {Meaning::kOpaqueValue}},
    {"torch", "int32", {Meaning::kOpaqueValue}},
    {"torch", "int64", {Meaning::kOpaqueValue}},
    {"torch", "float16", {Meaning::kOpaqueValue}},
    {"torch", "bfloat16", {Meaning::kOpaqueValue}},
    {"torch", "float32", {Meaning::kOpaqueValue}},
    {"torch", "float64", {Meaning::kOpaqueValue}},
    {"torch", "device", {Meaning::kOpaqueResult}},
    {"numpy", "dtype", {Meaning::kOpaqueResult}},
    {"numpy.core.multiarray", "scalar", {Meaning::kOpaqueResult}},
    {"numpy._core.multiarray", "scalar", {Meaning::kOpaqueResult}},
    {"_codecs", "encode", {Meaning::kOpaqueResult}},
};

}  // namespace

std::optional<PickleGlobal> find_global(std::string_view module, std::string_view name) {
  for (const GlobalRow& row : kGlobals) {
    if (row.module == module && row.name == name) return row.global;
  }
  return std::nullopt;
}

}  // namespace ofa
