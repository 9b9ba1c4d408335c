#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "config/json.h"
#include "core/error.h"
#include "runtime/runtimes.h"
#include "runtime/time.h"
#include "runtime/turns.h"
#include "tools/bench.h"
#include "tools/runtime_check.h"
#include "tools/table.h"
#include "verify/check_file.h"

namespace ofa {
namespace {

struct BenchModelFlags {
  std::vector<std::string> files, runtimes;
  int threads = 1, rounds = 40;
  bool bf16 = false, json = false;
};

// A file on a runtime.
struct Timed {
  std::string file, runtime;
  TurnTime time;
};

std::unique_ptr<LoadedModel> load(const std::string& file, const Runtime& runtime,
                                  const RuntimeOptions& options) {
  const std::string bytes = read_model_file(file);
  try {
    std::unique_ptr<LoadedModel> model = runtime.load(bytes, options);
    give_zeros(*model);
    return model;
  } catch (const Error& error) {
    throw Error("{}: {}", file, error.what());
  }
}

// How much faster than the first file on the same runtime.
double speed(const std::vector<Timed>& all, const Timed& timed) {
  return std::ranges::find(all, timed.runtime, &Timed::runtime)->time.ms / timed.time.ms;
}

void bench_model(const BenchModelFlags& flags) {
  std::optional<PinnedThread> pinned;
  if (flags.threads == 1) pinned.emplace();
  const RuntimeOptions options{flags.threads,
                               flags.bf16 ? RuntimePrecision::kBFloat16 : RuntimePrecision::kFloat};
  std::vector<Timed> all;
  std::vector<std::unique_ptr<LoadedModel>> loaded;
  for (const std::string& file : flags.files)
    for (const Runtime& runtime : choose_runtimes(flags.runtimes)) {
      all.push_back({file, runtime.name, {}});
      loaded.push_back(load(file, runtime, options));
    }
  const std::vector<TurnTime> times = time_in_turns(loaded, flags.rounds);
  for (size_t i = 0; i < all.size(); ++i) all[i].time = times[i];

  std::vector<std::vector<std::string>> rows{{"ms", "spread", "speed", "runtime", "file"}};
  Json models = Json::array();
  for (const Timed& timed : all) {
    rows.push_back({fmt::format("{:.3f}", timed.time.ms),
                    interval(timed.time.low_ms, timed.time.high_ms),
                    fmt::format("{:.2f}x", speed(all, timed)), timed.runtime, timed.file});
    models.push_back({{"file", timed.file},
                      {"runtime", timed.runtime},
                      {"ms", timed.time.ms},
                      {"speed", speed(all, timed)}});
  }
  if (flags.json) {
    const Json json{{"format", "ofa-bench-model/1"}, {"models", std::move(models)}};
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
