#include "tools/bench_step_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/format.h"
#include "core/statistics.h"
#include "latency/fingerprint_json.h"
#include "tools/table.h"

namespace ofa {
namespace {

constexpr double kGiga = 1e9;

std::vector<double> step_ms(const StepBench& bench) {
  std::vector<double> all;
  for (const StepBench::Step& step : bench.steps) all.push_back(1000 * step.seconds);
  return all;
}

double total_seconds(const StepBench& bench) {
  double sum = 0;
  for (const StepBench::Step& step : bench.steps) sum += step.seconds;
  return sum;
}

double share_of_roof(const StepBench& bench) {
  return bench.flop_per_second() / bench.roof();
}

// With what no scope saw, last.
std::vector<ProfileEntry> whole_profile(const StepBench& bench) {
  std::vector<ProfileEntry> entries = bench.profile;
  double rest = total_seconds(bench);
  for (const ProfileEntry& entry : entries) rest -= entry.seconds;
  entries.push_back({"other", rest, static_cast<int64_t>(bench.steps.size())});
  return entries;
}

std::string profile_text(const StepBench& bench) {
  const auto steps = static_cast<double>(bench.steps.size());
  std::vector<std::vector<std::string>> rows{{"ms a step", "%", "times", "what"}};
  for (const ProfileEntry& entry : whole_profile(bench))
    rows.push_back({fmt::format("{:.2f}", 1000 * entry.seconds / steps),
                    fmt::format("{:.1f}", 100 * entry.seconds / total_seconds(bench)),
                    fmt::format("{:.4g}", static_cast<double>(entry.count) / steps), entry.name});
  return "\n" + format_table(rows, ">>><");
}

Json profile_json(const StepBench& bench) {
  const auto steps = static_cast<double>(bench.steps.size());
  Json json = Json::array();
  for (const ProfileEntry& entry : whole_profile(bench))
    json.push_back({{"name", entry.name},
                    {"ms_per_step", 1000 * entry.seconds / steps},
                    {"share", entry.seconds / total_seconds(bench)},
                    {"count_per_step", static_cast<double>(entry.count) / steps}});
  return json;
}

Json steps_json(const StepBench& bench) {
  Json json = Json::array();
  for (const StepBench::Step& step : bench.steps)
    json.push_back({{"ms", 1000 * step.seconds}, {"gflop", step.flop / kGiga}});
  return json;
}

}  // namespace

std::string to_text(const StepBenchReport& report) {
  const StepBench& bench = report.bench;
  const std::vector<double> ms = step_ms(bench);
  const auto [least, most] = std::ranges::minmax(ms);
  std::string text = fmt::format(
      "{} {} at resolution {}, {} classes: {}\n"
      "images/s       {:10.2f}\n"
      "ms a step      {:10.1f}   (median of {}, {:.1f} .. {:.1f})\n"
      "GFLOP/s        {:10.1f}\n"
      "roof           {:10.1f}   GFLOP/s of a product of large matrices ({:.1f} before, {:.1f} "
      "after)\n"
      "share of roof  {:10.3f}\n"
      "peak memory    {:>10}\n",
      report.space, name_of(report.options.phase), report.options.resolution,
      with_thousands(report.classes), to_text(report.fingerprint), report.images_per_second(),
      quantile(ms, 0.5), ms.size(), least, most, bench.flop_per_second() / kGiga,
      bench.roof() / kGiga, bench.roof_before / kGiga, bench.roof_after / kGiga,
      share_of_roof(bench), human_bytes(static_cast<uint64_t>(report.peak_memory_bytes)));
  if (report.options.profile) text += profile_text(bench);
  return text;
}

Json to_json(const StepBenchReport& report) {
  const StepBench& bench = report.bench;
  Json json{{"format", "ofa-bench-step/1"},
            {"on", to_json(report.fingerprint)},
            {"space", report.space},
            {"phase", name_of(report.options.phase)},
            {"resolution", report.options.resolution},
            {"classes", report.classes},
            {"seed", report.seed},
            {"images_per_second", report.images_per_second()},
            {"ms_per_step", 1000 * bench.seconds()},
            {"gflops", bench.flop_per_second() / kGiga},
            {"roof_gflops", bench.roof() / kGiga},
            {"roof_before_gflops", bench.roof_before / kGiga},
            {"roof_after_gflops", bench.roof_after / kGiga},
            {"share_of_roof", share_of_roof(bench)},
            {"peak_memory_bytes", report.peak_memory_bytes},
            {"steps", steps_json(bench)}};
  if (report.options.profile) json["profile"] = profile_json(bench);
  return json;
}

}  // namespace ofa
