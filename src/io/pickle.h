#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/pickle_value.h"

namespace ofa {

// Reads the pickle that starts at `start`, of protocols 2 to 5, as far as PyTorch's checkpoints
// need them. Nothing is executed: a global name outside of our short list is an error that names
// it. Memory is at most in proportion to the pickle, and bounded. The tree's texts point into
// `bytes`.
PickleTree read_pickle(std::string_view bytes, const std::string& file, uint64_t start = 0);

}  // namespace ofa
