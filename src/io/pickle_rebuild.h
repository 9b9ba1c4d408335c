#pragma once

#include <span>

#include "io/byte_reader.h"
#include "io/pickle_value.h"

namespace ofa {

// What `global(*arguments)` gives, as a value of the tree. Errors are told by `reader`, which
// stands at the call.
PickleId rebuild(PickleTree& tree, const PickleGlobal& global, std::span<const PickleId> arguments,
                 const ByteReader& reader);

// What torch.save keeps outside of the pickle: ('storage', type, key, location, elements[, None]).
PickleId rebuild_storage(PickleTree& tree, PickleId description, const ByteReader& reader);

}  // namespace ofa
