#include <torch/version.h>

#include "measure/block_runtime.h"
#include "runtime/libtorch.h"

namespace ofa {

BlockRuntime libtorch_runtime() {
  const auto load = [](const StandIn& network, const RunSettings& settings) {
    return libtorch_model(network.network, settings.options());
  };
  return {"libtorch", TORCH_VERSION, "", {Arithmetic::kFp32, Arithmetic::kBf16}, load};
}

}  // namespace ofa
