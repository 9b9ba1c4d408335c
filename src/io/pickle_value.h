#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "io/pickle_globals.h"
#include "io/tensor.h"

namespace ofa {

// Values of a pickle name each other by number: what is shared is stored once, and what contains
// itself does no harm. Texts and bytes are views into the file.
using PickleId = uint32_t;

struct PickleNone {};
struct PickleLong {
  std::string_view bytes;  // an integer beyond 64 bits: little endian, two's complement
};
struct PickleText {
  std::string_view text;
};
struct PickleBytes {
  std::string_view bytes;
};
struct PickleTuple {
  std::vector<PickleId> items;
};
struct PickleList {
  std::vector<PickleId> items;
};
struct PickleDict {
  std::vector<std::pair<PickleId, PickleId>> items;
};
struct PickleStorage {
  std::string_view key;
  DType dtype;
  int64_t num_elements;
};
struct PickleTensor {
  PickleId storage;
  int64_t offset;  // in elements, as the strides
  PickleId shape;  // tuples of integers
  PickleId strides;
};
// Known and harmless, but of no use to us: a device, a dtype, a NumPy number.
struct PickleOpaque {};

using PickleValue = std::variant<PickleNone, bool, int64_t, PickleLong, double, PickleText,
                                 PickleBytes, PickleTuple, PickleList, PickleDict, PickleGlobal,
                                 PickleStorage, PickleTensor, PickleOpaque>;

std::string_view kind_of(const PickleValue& value);  // "a list"

struct PickleTree {
  std::vector<PickleValue> values;
  PickleId root = 0;
  uint64_t end = 0;         // where in the file the pickle ends
  uint64_t num_copied = 0;  // what containers took over from others

  PickleId add(PickleValue value) {
    values.push_back(std::move(value));
    return static_cast<PickleId>(values.size() - 1);
  }

  const PickleValue& operator[](PickleId id) const { return values[id]; }

  // The value, if it is of this kind. A pointer lasts until something is added.
  template <typename T>
  const T* get(PickleId id) const {
    return std::get_if<T>(&values[id]);
  }
};

}  // namespace ofa
