#include "core/machine.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

namespace ofa {
namespace {

// "avx512f" and the like; of ARM's, "asimddp".
bool is_vector_feature(const std::string& flag) {
  const auto begins = [&](const char* start) { return flag.starts_with(start); };
  return begins("avx") || begins("amx") || begins("fma") || begins("f16c") || begins("asimd") ||
         begins("sve") || begins("sme") || begins("i8mm") || begins("bf16") || begins("neon");
}

std::vector<std::string> vector_features(const std::string& flags) {
  std::vector<std::string> features;
  std::istringstream words(flags);
  for (std::string flag; words >> flag;)
    if (is_vector_feature(flag)) features.push_back(flag);
  std::ranges::sort(features);
  return features;
}

}  // namespace

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
