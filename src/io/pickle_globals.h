#pragma once

#include <optional>
#include <string_view>

#include "io/tensor.h"

namespace ofa {

// What a pickle's global name means to us. Nothing is ever called: these are cases of our own code.
struct PickleGlobal {
  enum class Meaning {
    kOrderedDict,
    kTensor,
    kParameter,
    kSize,
    kStorage,
    kOpaqueValue,   // stands for itself: torch.float32
    kOpaqueResult,  // whatever it is called with: torch.device
  };
  Meaning meaning;
  DType dtype = DType::kU8;  // of a storage
};

// The whole list of names that a checkpoint may use.
std::optional<PickleGlobal> find_global(std::string_view module, std::string_view name);

}  // namespace ofa
