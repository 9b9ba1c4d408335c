#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "core/error.h"
#include "core/statistics.h"
#include "runtime/runtimes.h"
#include "runtime/time.h"
#include "space/arch_json.h"
#include "tools/bench.h"
#include "tools/runtime_check.h"
#include "tools/table.h"
#include "verify/check_file.h"

namespace ofa {
namespace {

constexpr int kCallsAVisit = 5;
constexpr double kQuantile = 0.2;  // of the visits: the least disturbed, without the luckiest

struct BenchModelFlags {
  std::vector<std::string> files, runtimes;
  int threads = 1, rounds = 40;
  bool bf16 = false, json = false;
};

struct Timed {
  std::string file, runtime;
  std::unique_ptr<LoadedModel> model;
  std::vector<double> visits;  // median ms of each

  void visit() {
    std::vector<double> calls;
    model->call();  // finds its weights in no cache
    for (int i = 0; i < kCallsAVisit; ++i) calls.push_back(time_call(*model).wall_ms);
    visits.push_back(quantile(calls, 0.5));
  }
};

Timed load(const std::string& file, const Runtime& runtime, const RuntimeOptions& options) {
  Timed timed{file, runtime.name, {}, {}};
  const std::string bytes = read_model_file(file);
  try {
    timed.model = runtime.load(bytes, options);
  } catch (const Error& error) {
    throw Error("{}: {}", file, error.what());
  }
  give_zeros(*timed.model);
  return timed;
}

// How much faster than the first file on the same runtime.
double speed(const std::vector<Timed>& all, const Timed& timed) {
  const auto first = std::ranges::find(all, timed.runtime, &Timed::runtime);
  return quantile(first->visits, kQuantile) / quantile(timed.visits, kQuantile);
}

void bench_model(const BenchModelFlags& flags) {
  std::optional<PinnedThread> pinned;
  if (flags.threads == 1) pinned.emplace();
  const RuntimeOptions options{flags.threads,
                               flags.bf16 ? RuntimePrecision::kBFloat16 : RuntimePrecision::kFloat};
  std::vector<Timed> all;
  for (const std::string& file : flags.files)
    for (const Runtime& runtime : choose_runtimes(flags.runtimes))
      all.push_back(load(file, runtime, options));
  for (int round = 0; round < flags.rounds; ++round)
    for (Timed& timed : all) timed.visit();

  std::vector<std::vector<std::string>> rows{{"ms", "spread", "speed", "runtime", "file"}};
  Json json = Json::array();
  for (const Timed& timed : all) {
    const double low = quantile(timed.visits, kQuantile);
    rows.push_back({fmt::format("{:.3f}", low),
                    interval(quantile(timed.visits, 0.1), quantile(timed.visits, 0.9)),
                    fmt::format("{:.2f}x", speed(all, timed)), timed.runtime, timed.file});
    json.push_back({{"file", timed.file},
                    {"runtime", timed.runtime},
                    {"ms", low},
                    {"speed", speed(all, timed)}});
  }
  if (flags.json) {
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << format_table(rows, ">>><<");
  }
}

}  // namespace

void add_bench_model(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand(
      "model", "Times model files against each other, in turns, so that both see the same machine");
  const auto flags = std::make_shared<BenchModelFlags>();
  command->add_option("FILE", flags->files, ".onnx files of one image input, ours or not")
      ->required();
  add_runtime_options(*command, flags->runtimes, flags->threads);
  command->add_flag("--bf16", flags->bf16, "Compute in bfloat16 where the runtime can (openvino)");
  command->add_option("--rounds", flags->rounds, "Turns of every file (40)")
      ->check(CLI::Range(1, 100000));
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer("Example:\n  ofa bench model float.onnx int8.onnx");
  command->callback([flags] { bench_model(*flags); });
}

}  // namespace ofa
