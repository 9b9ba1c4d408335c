#include "measure/block_runtime.h"

#include <algorithm>

#include "config/nearest.h"
#include "core/error.h"
#include "export/onnx_write.h"
#include "runtime/runtimes.h"

namespace ofa {
namespace {

std::vector<Arithmetic> precisions_of(const std::string& runtime) {
  if (runtime == "openvino") return {Arithmetic::kFp32, Arithmetic::kBf16, Arithmetic::kInt8};
  return {Arithmetic::kFp32, Arithmetic::kInt8};
}

}  // namespace

RuntimeOptions RunSettings::options() const {
  const bool bf16 = precision == Arithmetic::kBf16;
  return {threads, bf16 ? RuntimePrecision::kBFloat16 : RuntimePrecision::kFloat};
}

std::string model_file(const StandIn& network, int64_t batch) {
  return to_onnx(
      network.network,
      {.batch = batch, .pixels = {}, .quantization = network.quantization, .metadata = {}});
}

std::vector<BlockRuntime> file_runtimes() {
  std::vector<BlockRuntime> list;
  for (const Runtime& runtime : runtimes()) {
    const auto load = [load = runtime.load](const StandIn& network, const RunSettings& settings) {
      return load(model_file(network, settings.batch), settings.options());
    };
    list.push_back(
        {runtime.name, runtime.version, runtime.absence, precisions_of(runtime.name), load});
  }
  return list;
}

BlockRuntime choose_runtime(const std::vector<BlockRuntime>& runtimes, const std::string& wanted,
                            Arithmetic precision) {
  std::vector<std::string> names;
  for (const BlockRuntime& runtime : runtimes) names.push_back(runtime.name);
  const auto found = std::ranges::find(runtimes, wanted, &BlockRuntime::name);
  if (found == runtimes.end())
    throw Error(Exit::kUsage, "{}: no such runtime{}; there are {}", wanted,
                did_you_mean(wanted, names), fmt::join(names, ", "));
  if (!found->absence.empty()) throw Error("{}: {}", wanted, found->absence);
  if (std::ranges::find(found->precisions, precision) == found->precisions.end())
    throw Error("{} does not compute in {}", wanted, name(precision));
  return *found;
}

}  // namespace ofa
