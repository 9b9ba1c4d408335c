#include <torch/version.h>

#include "measure/block_runtime.h"
#include "runtime/libtorch.h"

namespace ofa {

BlockRuntime libtorch_runtime() {
  const auto load = [](const StandIn& network, const RunSettings& settings) {
    const bool bf16 = settings.precision == Arithmetic::kBf16;
    return libtorch_model(network.network, {settings.threads, bf16 ? RuntimePrecision::kBFloat16
                                                                   : RuntimePrecision::kFloat});
  };
  return {"libtorch", TORCH_VERSION, "", {Arithmetic::kFp32, Arithmetic::kBf16}, load};
}

}  // namespace ofa
