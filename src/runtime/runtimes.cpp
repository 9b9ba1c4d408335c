#include "runtime/runtimes.h"

#include <algorithm>

#include "config/nearest.h"
#include "core/error.h"
#include "runtime/onnxruntime.h"
#include "runtime/openvino.h"

namespace ofa {

const std::vector<Runtime>& runtimes() {
  static const std::vector<Runtime> all{openvino_runtime(), onnxruntime_runtime()};
  return all;
}

std::vector<Runtime> choose_runtimes(const std::vector<std::string>& names) {
  std::vector<Runtime> chosen;
  if (names.empty()) {
    std::string reasons;
    for (const Runtime& runtime : runtimes()) {
      if (runtime.absence.empty()) {
        chosen.push_back(runtime);
      } else {
        reasons += fmt::format("\n  {}: {}", runtime.name, runtime.absence);
      }
    }
    if (chosen.empty()) throw Error("no runtime is here to run model files:{}", reasons);
    return chosen;
  }
  std::vector<std::string> known;
  for (const Runtime& runtime : runtimes()) known.push_back(runtime.name);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(runtimes(), name, &Runtime::name);
    if (found == runtimes().end())
      throw Error(Exit::kUsage, "{}: no such runtime{}", name, did_you_mean(name, known));
    if (!found->absence.empty()) throw Error("{}: {}", name, found->absence);
    chosen.push_back(*found);
  }
  return chosen;
}

}  // namespace ofa
