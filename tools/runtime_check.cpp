#include "tools/runtime_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/runtimes.h"
#include "tools/named_flag.h"

namespace ofa {

void add_runtime_options(CLI::App& command, std::vector<std::string>& runtimes, int& threads) {
  command
      .add_option("--runtime", runtimes,
                  "openvino, onnxruntime; several may be given (all that are here)")
      ->type_name(choices(ofa::runtimes()));
  command.add_option("--threads", threads, "Of the runtimes (1: timed pinned to a processor)")
      ->check(CLI::Range(1, 1024));
}

const FileLatency* latency_of(const std::vector<FileLatency>& latencies,
                              const std::string& runtime) {
  const auto found = std::ranges::find(latencies, runtime, &FileLatency::runtime);
  return found == latencies.end() ? nullptr : &*found;
}

Json to_json(const RuntimeCheck& check) {
  return {{"runtime", check.runtime},
          {"version", check.version},
          {"images", check.agreement.images},
          {"largest_difference", check.agreement.largest},
          {"mean_difference", check.agreement.mean},
          {"same_top1", check.agreement.same_top1}};
}

std::vector<std::string> check_header() {
  return {"runtime", "largest", "mean", "same top-1"};
}

std::vector<std::string> cells_of(const RuntimeCheck& check) {
  return {check.runtime + " " + check.version.substr(0, check.version.find('-')),
          fmt::format("{:.1e}", check.agreement.largest),
          fmt::format("{:.1e}", check.agreement.mean),
          fmt::format("{:.2f} %", 100 * check.agreement.same_top1)};
}

std::string interval(double low, double high) {
  return fmt::format("{:.3f} .. {:.3f}", low, high);
}

std::string interval(const FileLatency* latency) {
  return latency ? interval(latency->low, latency->high) : "-";
}

}  // namespace ofa
