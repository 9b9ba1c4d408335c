#pragma once

#include "export/network.h"
#include "runtime/loaded_model.h"

namespace ofa {

// LibTorch as a runtime like the others: our own run of a folded network, which it takes as it is.
// The number of threads is the process', and stays.
std::unique_ptr<LoadedModel> libtorch_model(const Network& folded, const RuntimeOptions& options);

}  // namespace ofa
