#include "core/machine.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <thread>

namespace ofa {
namespace {

std::vector<std::string> vector_features(const std::string& flags) {
  std::vector<std::string> features;
  std::istringstream words(flags);
  for (std::string flag; words >> flag;)
    if (is_vector_feature(flag)) features.push_back(flag);
  std::ranges::sort(features);
  return features;
}

}  // namespace

// "avx512f" and the like; of ARM's, "asimddp". "sme" by itself encrypts memory on x86, and "smep"
// protects it.
bool is_vector_feature(const std::string& flag) {
  constexpr std::array kStarts{"avx", "amx",  "fma",  "f16c", "asimd",
                               "sve", "sme2", "i8mm", "bf16", "neon"};
  return std::ranges::any_of(kStarts, [&](const char* start) { return flag.starts_with(start); });
}

Machine this_machine() {
  Machine machine;
  machine.cores = static_cast<int>(std::thread::hardware_concurrency());
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();) {  // of the first processor
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string value = line.substr(colon + 2);
    if (line.starts_with("model name")) machine.processor = value;
    if (line.starts_with("flags") || line.starts_with("Features"))
      machine.features = vector_features(value);
  }
  std::ifstream governor("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  std::getline(governor, machine.governor);
  return machine;
}

}  // namespace ofa
