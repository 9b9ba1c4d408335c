#pragma once

#include <optional>

#include "io/byte_reader.h"
#include "io/pickle_opcodes.h"
#include "io/pickle_value.h"

namespace ofa {

// The value that an operation carries in itself: a number, a text. Nothing, and nothing read, for
// other operations.
std::optional<PickleValue> read_constant(PickleOp op, ByteReader& reader);

}  // namespace ofa
