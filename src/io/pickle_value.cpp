#include "io/pickle_value.h"

#include <array>

namespace ofa {

std::string_view kind_of(const PickleValue& value) {
  static constexpr std::array<std::string_view, std::variant_size_v<PickleValue>> kKinds = {
      "None",    "a bool", "an integer", "a large integer", "a float",   "a text",   "bytes",
      "a tuple", "a list", "a dict",     "a global name",   "a storage", "a tensor", "an object"};
  return kKinds[value.index()];
}

}  // namespace ofa
