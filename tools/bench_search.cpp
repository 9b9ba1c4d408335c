#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <iostream>
#include <optional>

#include "config/json.h"
#include "core/error.h"
#include "core/format.h"
#include "core/statistics.h"
#include "search/predictor_file.h"
#include "search/search.h"
#include "search/set_up.h"
#include "tools/at_least.h"
#include "tools/bench.h"
#include "tools/search_flags.h"
#include "tools/table.h"

namespace ofa {
namespace {

struct BenchSearchFlags {
  SearchFlags search;
  std::string target;
  std::optional<int64_t> evaluations;
  int seeds = 5;
  bool json = false;
};

// A search from loaded data on: what is within reach is found first, as ofa search does.
struct TimedSearch {
  int64_t seed = 0, evaluations = 0;
  double seconds = 0;
  std::optional<double> best, seconds_to_target;
  double hypervolume = 0;
};

class SearchBench {
 public:
  SearchBench(const SearchSetUp& set_up, const SearchConfig& config, const BenchSearchFlags& flags)
      : set_up_(set_up), config_(config), evaluations_(flags.evaluations) {
    if (!flags.target.empty()) target_ = parse_quantity(flags.target);
    if (!flags.target.empty() && !target_)
      throw Error(Exit::kUsage, "--target: expected a number, got {}", flags.target);
  }

  TimedSearch run(int64_t seed) const {
    const auto start = Clock::now();
    const auto seconds = [&] {
      return std::chrono::duration<double>(Clock::now() - start).count();
    };
    const auto number = static_cast<uint64_t>(seed);
    const std::vector<Reach> reach = find_reach(set_up_.space, set_up_.problem, number);
    check_limits(set_up_.space, set_up_.problem, reach);
    TimedSearch timed{.seed = seed};
    search(set_up_.space, Evaluator(set_up_.space, set_up_.problem), reach, config_.algorithm,
           number, [&](const Generation& generation) {
             timed.evaluations = generation.evaluations;
             timed.best = generation.best;
             timed.hypervolume = generation.hypervolume;
             if (!timed.seconds_to_target && reaches(generation.best))
               timed.seconds_to_target = seconds();
             return goes_on(timed);
           });
    timed.seconds = seconds();
    return timed;
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool reaches(const std::optional<double>& best) const {
    if (!target_ || !best) return false;
    return set_up_.problem.objectives.front().maximise ? *best >= *target_ : *best <= *target_;
  }

  bool goes_on(const TimedSearch& timed) const {
    if (evaluations_) return timed.evaluations < *evaluations_;
    return !timed.seconds_to_target;
  }

  const SearchSetUp& set_up_;
  const SearchConfig& config_;
  std::optional<int64_t> evaluations_;
  std::optional<double> target_;
};

SearchConfig checked(SearchConfig config) {
  if (config.accuracy == AccuracySource::kMeasured)
    throw Error(Exit::kUsage, "what is timed is the search: accuracy has to be predicted");
  return config;
}

// Of the seeds; empty where one of them never came there.
std::optional<double> median_to_target(const std::vector<TimedSearch>& all) {
  std::vector<double> seconds;
  for (const TimedSearch& timed : all) {
    if (!timed.seconds_to_target) return {};
    seconds.push_back(*timed.seconds_to_target);
  }
  return quantile(seconds, 0.5);
}

double median_of(const std::vector<TimedSearch>& all, double TimedSearch::*value) {
  std::vector<double> values;
  for (const TimedSearch& timed : all) values.push_back(timed.*value);
  return quantile(values, 0.5);
}

std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? fmt::format("{:.3f}", *seconds) : "-";
}

std::string text_of(const SearchSetUp& set_up, const std::vector<TimedSearch>& all,
                    bool has_target) {
  const Metric& first = set_up.problem.metrics[set_up.problem.objectives.front().metric];
  std::vector<std::vector<std::string>> rows{
      {"seed", "archs", "seconds", "archs/s", "hypervolume", first.name, "seconds to target"}};
  for (const TimedSearch& timed : all)
    rows.push_back({std::to_string(timed.seed), with_thousands(timed.evaluations),
                    fmt::format("{:.3f}", timed.seconds),
                    with_thousands(static_cast<int64_t>(timed.evaluations / timed.seconds)),
                    fmt::format("{:.4f}", timed.hypervolume),
                    timed.best ? shown(first, *timed.best) : "-",
                    seconds_text(timed.seconds_to_target)});
  rows.push_back({"median", "", fmt::format("{:.3f}", median_of(all, &TimedSearch::seconds)), "",
                  "", "", seconds_text(median_to_target(all))});
  if (!has_target)
    for (auto& row : rows) row.pop_back();
  return format_table(rows, has_target ? "<>>>>>>" : "<>>>>>");
}

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json json_of(const SearchSetUp& set_up, const SearchConfig& config,
             const std::vector<TimedSearch>& all) {
  Json seeds = Json::array();
  for (const TimedSearch& timed : all)
    seeds.push_back({{"seed", timed.seed},
                     {"evaluations", timed.evaluations},
                     {"seconds", timed.seconds},
                     {"hypervolume", timed.hypervolume},
                     {"best", or_null(timed.best)},
                     {"seconds_to_target", or_null(timed.seconds_to_target)}});
  return {
      {"format", "ofa-bench-search/1"},
      {"space", set_up.space.name},
      {"algorithm", name_of(config.algorithm.name)},
      {"threads", tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism)},
      {"seconds", median_of(all, &TimedSearch::seconds)},
      {"seconds_to_target", or_null(median_to_target(all))},
      {"seeds", std::move(seeds)}};
}

void bench_search(const BenchSearchFlags& flags) {
  const SearchConfig config = checked(config_of(flags.search));
  const auto threads = limit_threads(config.threads);
  const std::string space =
      config.space.empty() ? read_predictor(config.predictor).space : config.space;
  const auto set_up = set_up_search(config, load_space(space), nullptr);
  const SearchBench bench(*set_up, config, flags);
  std::vector<TimedSearch> all;
  for (int i = 0; i < flags.seeds; ++i) all.push_back(bench.run(config.seed + i));
  std::cout << (flags.json ? json_of(*set_up, config, all).dump(2) + "\n"
                           : text_of(*set_up, all, !flags.target.empty()));
}

}  // namespace

void add_bench_search(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand(
      "search", "Times a search from loaded data on, until it has reached a value");
  const auto flags = std::make_shared<BenchSearchFlags>();
  add_search_flags(*command, flags->search);
  command
      ->add_option("--target", flags->target,
                   "Stops when the best in the first objective is as good: 82.2%")
      ->type_name("NUMBER");
  command->add_option("--evaluations", flags->evaluations, "Stops after so many archs")
      ->check(AtLeast(1));
  command->add_option("--seeds", flags->seeds, "Searches, each with the next seed (5)")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Example:\n  ofa bench search --space mobilenet_v3_1.2x --predictor predictor.safetensors "
      "--table note10.json --max latency_ms=25 --target 82.0%");
  command->callback([flags] { bench_search(*flags); });
}

}  // namespace ofa
